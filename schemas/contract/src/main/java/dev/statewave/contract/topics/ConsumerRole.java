package dev.statewave.contract.topics;

import java.util.Arrays;
import java.util.Optional;

/** The roles that read from Kafka, each with its consumer group and the topic that it reads. */
public enum ConsumerRole {
    /** Writes the subject log to the database. */
    WRITER(ConsumerGroups.WRITER, "writer", Topics.SUBJECT_LOG),
    /** Turns the subject log into compile commands. */
    TRIGGER(ConsumerGroups.TRIGGER, "trigger", Topics.SUBJECT_LOG),
    /** Turns records of outside producers into records of the subject log. */
    NORMALIZER(ConsumerGroups.NORMALIZER, "normalizer", Topics.EPISODES),
    /** Compiles subjects. */
    COMPILER(ConsumerGroups.COMPILER, "compiler", Topics.COMPILE),
    /** Gives memories their vectors. */
    EMBEDDER(ConsumerGroups.EMBEDDER, "embedder", Topics.EMBED),
    /** Stores receipts. */
    RECEIPTS(ConsumerGroups.RECEIPTS, "receipts", Topics.RECEIPTS),
    /** Turns events into webhook deliveries. */
    FAN_OUT(ConsumerGroups.WEBHOOKS, "fan-out", Topics.EVENTS),
    /** Makes the first attempt of each delivery. */
    DELIVERIES(ConsumerGroups.WEBHOOK_DELIVERIES, "deliveries", Topics.WEBHOOKS),
    DELIVERY_RETRIES_1(ConsumerGroups.webhookRetry(1), "delivery-retries-1", Topics.webhookRetry(1)),
    DELIVERY_RETRIES_2(ConsumerGroups.webhookRetry(2), "delivery-retries-2", Topics.webhookRetry(2)),
    DELIVERY_RETRIES_3(ConsumerGroups.webhookRetry(3), "delivery-retries-3", Topics.webhookRetry(3)),
    DELIVERY_RETRIES_4(ConsumerGroups.webhookRetry(4), "delivery-retries-4", Topics.webhookRetry(4));

    private final String id;
    private final String role;
    private final String topic;

    ConsumerRole(String id, String role, String topic) {
        this.id = id;
        this.role = role;
        this.topic = topic;
    }

    /** The consumer group, as Kafka knows it. */
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

    public static Optional<ConsumerRole> ofId(String id) {
        return Arrays.stream(values()).filter(group -> group.id.equals(id)).findFirst();
    }

    public static Optional<ConsumerRole> ofRole(String role) {
        return Arrays.stream(values()).filter(group -> group.role.equals(role)).findFirst();
    }
}
