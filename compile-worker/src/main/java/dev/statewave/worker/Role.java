package dev.statewave.worker;

import java.util.Locale;

/** What a process of the compile worker can do. Each role scales by itself; a process may play several. */
public enum Role {
    /** Writes the subject log to the database. */
    WRITER,
    /** Compiles subjects. */
    COMPILER,
    /** Gives memories their vectors. */
    EMBEDDER,
    /** Turns the subject log into compile commands. */
    TRIGGER;

    /** As it is written in settings and shown in readiness. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
