package dev.statewave.local.move;

/** Whose files can be imported. */
enum FileFormat {
    MEM0,
    ZEP,
    HINDSIGHT,
    /** Of {@code export}. */
    STATEWAVE;

    /** As it is written in a command. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
