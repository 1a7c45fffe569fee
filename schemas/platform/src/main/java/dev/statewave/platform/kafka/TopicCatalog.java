package dev.statewave.platform.kafka;

import dev.statewave.contract.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * All topics with their settings. Creates missing ones, and refuses a subject log with another number of partitions:
 * the order of a subject's records and the stored log positions depend on it.
 */
public final class TopicCatalog {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final KafkaSettings settings;

    public TopicCatalog(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Every topic that the system needs, the way it would be created now. */
    public List<NewTopic> topics() {
        var topics = new ArrayList<NewTopic>();
        for (String name : List.of(
                Topics.EPISODES,
                Topics.SUBJECT_LOG,
                Topics.COMPILE,
                Topics.EMBED,
                Topics.RECEIPTS,
                Topics.EVENTS,
                Topics.WEBHOOKS)) {
            topics.add(topic(name, settings.kafkaPartitions(), retention(settings.kafkaRetentionHours())));
        }
        for (String name : List.of(
                Topics.EPISODES_DLT,
                Topics.SUBJECT_LOG_DLT,
                Topics.COMPILE_DLT,
                Topics.EMBED_DLT,
                Topics.RECEIPTS_DLT,
                Topics.EVENTS_DLT,
                Topics.WEBHOOKS_DLT)) {
            topics.add(deadLetters(name, Map.of()));
        }
        // Every instance follows these topics by itself: under the origin as the key, their dead letters collapse into
        // one.
        for (String name : List.of(Topics.COMMITS_DLT, Topics.COMPILE_RESULTS_DLT, Topics.ROLES_DLT)) {
            topics.add(deadLetters(name, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact,delete")));
        }
        for (int attempt = 1; attempt <= Topics.WEBHOOK_RETRIES; attempt++) {
            topics.add(topic(Topics.webhookRetry(attempt), 1, retention(settings.kafkaRetentionHours())));
        }
        for (String name : List.of(Topics.COMMITS, Topics.ROLES)) {
            topics.add(topic(name, 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
        }
        topics.add(topic(Topics.COMPILE_RESULTS, 1, retention(1)));
        return topics;
    }

    /**
     * Creates the missing topics and checks the others.
     *
     * @throws KafkaAwayException when Kafka does not answer; a later call may succeed
     * @throws IllegalStateException when the subject log has another number of partitions than the settings say
     */
    public void ensure() {
        try (Admin admin = Admin.create(settings.adminProperties())) {
            var existing = admin.listTopics().names().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            var missing = topics().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            for (var creation : admin.createTopics(missing).values().values()) {
                awaitCreation(creation);
            }
            // Those that were just created are as they are to be.
            enlarge(
                    admin,
                    topics().stream()
                            .filter(topic -> existing.contains(topic.name()))
                            .toList());
            checkPartitions(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // A name that does not resolve yet is refused by the constructor of the client.
            throw new KafkaAwayException(
                    ("Kafka at %s does not answer: %s. Start it, or set "
                                    + "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS to one that runs.")
                            .formatted(settings.kafkaBootstrapServers(), reason(e)),
                    e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** Kafka does not answer now. */
    public static final class KafkaAwayException extends IllegalStateException {
        KafkaAwayException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static void awaitCreation(KafkaFuture<Void> creation)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            creation.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // Another deployable created it first.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void checkPartitions(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        int actual = describeLog(admin).partitions().size();
        if (actual != settings.kafkaPartitions()) {
            throw new IllegalStateException(
                    ("%s has %d partitions and STATEWAVE_KAFKA_PARTITIONS says %d: set it to %d, "
                                    + "since the count of the log cannot change later.")
                            .formatted(Topics.SUBJECT_LOG, actual, settings.kafkaPartitions(), actual));
        }
    }

    /** A broker hears of a topic that was just created a moment later. */
    private static TopicDescription describeLog(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        long giveUp = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            try {
                return Objects.requireNonNull(admin.describeTopics(List.of(Topics.SUBJECT_LOG))
                        .allTopicNames()
                        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                        .get(Topics.SUBJECT_LOG));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.sleep(AGAIN);
            }
        }
    }

    /** Raises the record size of topics that an older version created. */
    private static void enlarge(Admin admin, List<NewTopic> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        var wanted = topics.stream()
                .collect(Collectors.toMap(
                        topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                        topic -> topic.configs().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)));
        var found = admin.describeConfigs(wanted.keySet()).all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        wanted.forEach((topic, bytes) -> {
            String now = Objects.requireNonNull(found.get(topic))
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    .value();
            if (Long.parseLong(now) < Long.parseLong(bytes)) {
                var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes);
                changes.put(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET)));
            }
        });
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private NewTopic deadLetters(String name, Map<String, String> more) {
        var configs = new HashMap<>(retention(settings.kafkaDeadLetterRetentionHours()));
        configs.putAll(more);
        return topic(name, 1, configs, KafkaSettings.MAX_DEAD_LETTER_BYTES);
    }

    private NewTopic topic(String name, int partitions, Map<String, String> configs) {
        return topic(name, partitions, configs, KafkaSettings.MAX_RECORD_BYTES);
    }

    private NewTopic topic(String name, int partitions, Map<String, String> configs, int maxBytes) {
        var all = new HashMap<>(configs);
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxBytes));
        return new NewTopic(name, partitions, (short) settings.kafkaReplication()).configs(all);
    }

    private static Map<String, String> retention(int hours) {
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(hours < 0 ? -1L : Duration.ofHours(hours).toMillis()));
    }
}
