package dev.statewave.worker.compile;

import java.util.Locale;

/** How far a compile job has come. */
public enum JobStatus {
    /** Requested. */
    PENDING,
    /** A compiler works on it. */
    RUNNING,
    /** Ended with memories, or with nothing left to compile. */
    COMPLETED,
    /** Ended with an error. */
    FAILED;

    /** As it is written in tables and results. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
