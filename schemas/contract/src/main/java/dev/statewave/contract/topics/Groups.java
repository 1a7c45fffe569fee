package dev.statewave.contract.topics;

/** Consumer groups that more than one deployable has to know. */
public final class Groups {

    /** Applies the subject log to the database. */
    public static final String WRITER = "statewave-writer";
    /** Decides from the subject log which subjects are due. */
    public static final String TRIGGER = "statewave-trigger";

    private Groups() {}
}
