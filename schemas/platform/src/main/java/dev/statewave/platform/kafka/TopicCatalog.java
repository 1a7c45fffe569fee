package dev.statewave.platform.kafka;

import dev.statewave.contract.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * All topics with their settings: creates what is missing and refuses to go on with a subject log of another partition
 * count, because the order of a subject's life and the meaning of stored log positions hang on it.
 */
public final class TopicCatalog {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final KafkaSettings settings;

    public TopicCatalog(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Every topic that the system needs, the way it would be created now. */
    public List<NewTopic> topics() {
        var topics = new ArrayList<NewTopic>();
        for (String name : List.of(
                Topics.EPISODES, Topics.SUBJECT_LOG, Topics.COMPILE, Topics.EMBED, Topics.EVENTS, Topics.WEBHOOKS)) {
            topics.add(topic(name, settings.kafkaPartitions(), retention(settings.kafkaRetentionHours())));
        }
        for (String name :
                List.of(Topics.EPISODES_DLT, Topics.SUBJECT_LOG_DLT, Topics.EMBED_DLT, Topics.WEBHOOKS_DLT)) {
            topics.add(topic(name, 1, retention(settings.kafkaDeadLetterRetentionHours())));
        }
        for (int attempt = 1; attempt <= Topics.WEBHOOK_RETRIES; attempt++) {
            topics.add(topic(Topics.webhookRetry(attempt), 1, retention(settings.kafkaRetentionHours())));
        }
        topics.add(topic(
                Topics.COMMITS, 1, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
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
            checkPartitions(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaAwayException(
                    "Kafka at %s does not answer: %s. Start it, or set STATEWAVE_KAFKA_BOOTSTRAP_SERVERS to one that runs."
                            .formatted(settings.kafkaBootstrapServers(), e.getMessage()),
                    e);
        }
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
            // Another deployable was faster, which is as good.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void checkPartitions(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        var names = topics().stream().map(NewTopic::name).collect(Collectors.toSet());
        var described = admin.describeTopics(names).allTopicNames().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        int actual = described.get(Topics.SUBJECT_LOG).partitions().size();
        if (actual != settings.kafkaPartitions()) {
            throw new IllegalStateException(
                    "%s has %d partitions and STATEWAVE_KAFKA_PARTITIONS says %d: set it to %d, since the count of the log cannot change later."
                            .formatted(Topics.SUBJECT_LOG, actual, settings.kafkaPartitions(), actual));
        }
    }

    private NewTopic topic(String name, int partitions, Map<String, String> configs) {
        var all = new HashMap<>(configs);
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(KafkaSettings.MAX_RECORD_BYTES));
        return new NewTopic(name, partitions, (short) settings.kafkaReplication()).configs(all);
    }

    private static Map<String, String> retention(int hours) {
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG,
                String.valueOf(hours < 0 ? -1L : Duration.ofHours(hours).toMillis()));
    }
}
