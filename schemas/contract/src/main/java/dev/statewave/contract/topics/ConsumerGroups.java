package dev.statewave.contract.topics;

/**
 * The names of consumer groups. Their offsets say how far the work is done, so a backup reads them; a group with
 * another name would begin anew.
 */
public final class ConsumerGroups {

    public static final String NORMALIZER = "statewave-normalizer";
    public static final String WRITER = "statewave-writer";
    public static final String TRIGGER = "statewave-trigger";
    public static final String COMPILER = "statewave-compiler";
    public static final String EMBEDDER = "statewave-embedder";
    public static final String RECEIPTS = "statewave-receipts";
    public static final String WEBHOOKS = "statewave-webhooks";
    public static final String WEBHOOK_DELIVERIES = "statewave-webhook-deliveries";

    private ConsumerGroups() {}

    /** @param attempt as in {@link Topics#webhookRetry} */
    public static String webhookRetry(int attempt) {
        return WEBHOOK_DELIVERIES + "-retry-" + attempt;
    }
}
