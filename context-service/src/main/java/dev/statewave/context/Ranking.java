package dev.statewave.context;

/** How a context is ranked. */
public enum Ranking {
    /** By meaning and words together. */
    HYBRID,
    /** By the formula of the v1 contract. */
    STATEWAVE
}
