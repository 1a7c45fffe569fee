package dev.statewave.contract.failure;

/** What is to happen to a record whose handling failed. */
public enum Disposition {
    /** Not the fault of the record: retried without end, with back-off. */
    RETRY,
    /** The handler asked for a later time: the record waits, which is no failure. */
    POSTPONE,
    /** May be the fault of the record: retried a few times, then dead-lettered. */
    RETRY_THEN_DEAD_LETTER,
    /** The fault of the record for certain: dead-lettered at once. */
    DEAD_LETTER,
    /** This version cannot handle the record and another one can: its partition waits, and readiness says why. */
    STOP
}
