package dev.statewave.context;

/** In which order the parts of a context stand. */
public enum Layout {
    /** The sections of the v1 contract, the task first. */
    V1,
    /** What changes rarely first and the task last, so that the prompt cache of a model provider holds. */
    STABLE
}
