package dev.statewave.context;

/** What a budget is spent on. */
public enum Fill {
    /** All that fits, the best first. */
    BUDGET,
    /** Only what bears on the task; the rest of the budget is left. */
    RELEVANT
}
