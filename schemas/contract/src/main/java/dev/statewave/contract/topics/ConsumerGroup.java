package dev.statewave.contract.topics;

import java.util.Arrays;
import java.util.Optional;

/** The consumer groups of the system, what each reads, and the role that a process plays in it. */
public enum ConsumerGroup {
    /** Writes the subject log to the database. */
    WRITER("statewave-writer", "writer", Topics.SUBJECT_LOG),
    /** Turns the subject log into compile commands. */
    TRIGGER("statewave-trigger", "trigger", Topics.SUBJECT_LOG),
    /** Turns records of outside producers into records of the subject log. */
    NORMALIZER("statewave-normalizer", "normalizer", Topics.EPISODES),
    /** Compiles subjects. */
    COMPILER("statewave-compiler", "compiler", Topics.COMPILE),
    /** Gives memories their vectors. */
    EMBEDDER("statewave-embedder", "embedder", Topics.EMBED),
    /** Stores receipts. */
    RECEIPTS("statewave-receipts", "receipts", Topics.RECEIPTS),
    /** Turns events into webhook deliveries. */
    FAN_OUT("statewave-webhooks", "fan-out", Topics.EVENTS),
    /** Makes the first attempt of each delivery. */
    DELIVERIES("statewave-webhook-deliveries", "deliveries", Topics.WEBHOOKS),
    DELIVERY_RETRIES_1("statewave-webhook-deliveries-retry-1", "delivery-retries-1", Topics.webhookRetry(1)),
    DELIVERY_RETRIES_2("statewave-webhook-deliveries-retry-2", "delivery-retries-2", Topics.webhookRetry(2)),
    DELIVERY_RETRIES_3("statewave-webhook-deliveries-retry-3", "delivery-retries-3", Topics.webhookRetry(3)),
    DELIVERY_RETRIES_4("statewave-webhook-deliveries-retry-4", "delivery-retries-4", Topics.webhookRetry(4));

    private final String id;
    private final String role;
    private final String topic;

    ConsumerGroup(String id, String role, String topic) {
        this.id = id;
        this.role = role;
        this.topic = topic;
    }

    /** As Kafka knows it. */
    public String id() {
        return id;
    }

    /** As readiness and the administration API name what a process does in it. */
    public String role() {
        return role;
    }

    /** What it reads. */
    public String topic() {
        return topic;
    }

    public static Optional<ConsumerGroup> ofId(String id) {
        return Arrays.stream(values()).filter(group -> group.id.equals(id)).findFirst();
    }

    public static Optional<ConsumerGroup> ofRole(String role) {
        return Arrays.stream(values()).filter(group -> group.role.equals(role)).findFirst();
    }
}
