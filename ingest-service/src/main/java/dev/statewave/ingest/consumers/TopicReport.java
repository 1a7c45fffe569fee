package dev.statewave.ingest.consumers;

import dev.statewave.ingest.consumers.OffsetSampler.Sample;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The topics of the system as they are, and how they differ from what the settings say. Blocks. */
@Component
public class TopicReport {

    private final KafkaAdmin kafka;
    private final OffsetSampler sampler;
    private final TopicCatalog catalog;

    TopicReport(KafkaAdmin kafka, OffsetSampler sampler, KafkaSettings settings) {
        this.kafka = kafka;
        this.sampler = sampler;
        this.catalog = new TopicCatalog(settings);
    }

    /**
     * A topic.
     *
     * @param exists whether Kafka has it; where not, everything else is as it would be created
     * @param bytes of all copies; null where the broker does not tell
     * @param records between the first and the end, markers of transactions among them
     * @param retentionHours -1 for ever
     * @param underReplicated partitions with fewer copies in sync than they should have
     * @param differences from the settings, each as a sentence
     */
    public record Topic(
            String topic,
            boolean exists,
            int partitions,
            int replication,
            int underReplicated,
            double retentionHours,
            String cleanupPolicy,
            @Nullable Long bytes,
            long records,
            double recordsPerSecond,
            List<String> differences) {}

    public List<Topic> topics() {
        List<NewTopic> wanted = catalog.topics();
        var known = KafkaAdmin.await(kafka.client().listTopics().names());
        List<String> names =
                wanted.stream().map(NewTopic::name).filter(known::contains).toList();
        var described = KafkaAdmin.await(kafka.client().describeTopics(names).allTopicNames());
        var configs = KafkaAdmin.await(kafka.client()
                .describeConfigs(names.stream().map(TopicReport::resource).toList())
                .all());
        Map<String, Long> sizes = sizes();
        Sample now = sampler.newest().orElseGet(sampler::sample);
        Sample before = sampler.oldest().orElse(now);
        return wanted.stream()
                .map(topic -> topic(
                        topic, described.get(topic.name()), configs.get(resource(topic.name())), sizes, before, now))
                .sorted(Comparator.comparing(Topic::topic))
                .toList();
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Empty where the broker does not tell, such as a hosted one. */
    private Map<String, Long> sizes() {
        var sizes = new HashMap<String, Long>();
        try {
            var nodes = KafkaAdmin.await(kafka.client().describeCluster().nodes());
            KafkaAdmin.await(kafka.client()
                            .describeLogDirs(nodes.stream().map(Node::id).toList())
                            .allDescriptions())
                    .values()
                    .forEach(folders -> folders.values().forEach(folder -> folder.replicaInfos()
                            .forEach((partition, replica) ->
                                    sizes.merge(partition.topic(), replica.size(), Long::sum))));
        } catch (KafkaException e) {
            return Map.of();
        }
        return sizes;
    }

    private static Topic topic(
            NewTopic wanted,
            @Nullable TopicDescription found,
            @Nullable Config config,
            Map<String, Long> sizes,
            Sample before,
            Sample now) {
        String name = wanted.name();
        if (found == null || config == null) {
            return new Topic(
                    name,
                    false,
                    wanted.numPartitions(),
                    wanted.replicationFactor(),
                    0,
                    hours(wanted.configs().getOrDefault(TopicConfig.RETENTION_MS_CONFIG, "-1")),
                    wanted.configs().getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"),
                    null,
                    0,
                    0,
                    List.of("It does not exist: restart a service, which creates it."));
        }
        int replication = found.partitions().getFirst().replicas().size();
        long records = 0;
        long produced = 0;
        for (var info : found.partitions()) {
            var partition = new TopicPartition(name, info.partition());
            long end = now.ends().getOrDefault(partition, 0L);
            records += end - now.first().getOrDefault(partition, end);
            produced += end - before.ends().getOrDefault(partition, end);
        }
        double seconds = Duration.between(before.at(), now.at()).toMillis() / 1_000.0;
        return new Topic(
                name,
                true,
                found.partitions().size(),
                replication,
                (int) found.partitions().stream()
                        .filter(partition ->
                                partition.isr().size() < partition.replicas().size())
                        .count(),
                hours(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
                config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value(),
                sizes.get(name),
                records,
                seconds <= 0 ? 0 : Math.round(produced / seconds * 100) / 100.0,
                differences(wanted, found, config));
    }

    private static List<String> differences(NewTopic wanted, TopicDescription found, Config config) {
        var differences = new ArrayList<String>();
        // More partitions are welcome, except for the log, which the start refuses.
        if (found.partitions().size() < wanted.numPartitions()) {
            differences.add("It has %d partitions and the settings say %d."
                    .formatted(found.partitions().size(), wanted.numPartitions()));
        }
        int replication = found.partitions().getFirst().replicas().size();
        if (replication < wanted.replicationFactor()) {
            differences.add("It has %d copies and STATEWAVE_KAFKA_REPLICATION says %d."
                    .formatted(replication, wanted.replicationFactor()));
        }
        wanted.configs().forEach((name, value) -> {
            String actual = config.get(name).value();
            // In any order.
            boolean same = new HashSet<>(List.of(actual.split(","))).equals(new HashSet<>(List.of(value.split(","))));
            boolean large = name.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                    && Long.parseLong(actual) >= Long.parseLong(value);
            if (!same && !large) {
                differences.add("%s is %s and the settings say %s.".formatted(name, actual, value));
            }
        });
        return differences;
    }

    private static double hours(String millis) {
        long retention = Long.parseLong(millis);
        return retention < 0 ? -1 : retention / (double) Duration.ofHours(1).toMillis();
    }
}
