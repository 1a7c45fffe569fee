package dev.statewave.worker;

/** When a subject is compiled. */
public enum CompileTrigger {
    /** Once it is quiet, or has waited for long enough. */
    CONTINUOUS,
    /** Only when a client asks. */
    ON_REQUEST
}
