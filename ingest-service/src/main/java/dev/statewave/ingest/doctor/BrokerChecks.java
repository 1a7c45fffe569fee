package dev.statewave.ingest.doctor;

import dev.statewave.ingest.consumers.KafkaAdmin;
import dev.statewave.ingest.consumers.TopicReport;
import dev.statewave.platform.kafka.KafkaSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.springframework.stereotype.Component;

/** Kafka: its version, its topics, its disk and whether the connection is encrypted. Blocks. */
@Component
class BrokerChecks {

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    /** The metadata version of Kafka 3.5, before which some of what we ask of it is not there. */
    private static final int OLD_METADATA = 11;

    private static final int LITTLE_PERCENT = 15;
    private static final int VERY_LITTLE_PERCENT = 5;

    private final KafkaAdmin kafka;
    private final TopicReport topics;
    private final KafkaSettings settings;

    BrokerChecks(KafkaAdmin kafka, TopicReport topics, KafkaSettings settings) {
        this.kafka = kafka;
        this.topics = topics;
        this.settings = settings;
    }

    List<Finding> look() {
        var findings = new ArrayList<Finding>();
        var nodes = KafkaAdmin.await(kafka.client().describeCluster().nodes());
        findings.add(version(nodes.size()));
        findings.addAll(topics());
        findings.addAll(disks(nodes.stream().map(Node::id).toList()));
        findings.add(tls());
        return findings;
    }

    private Finding version(int brokers) {
        FinalizedVersionRange metadata;
        try {
            metadata = KafkaAdmin.await(kafka.client().describeFeatures().featureMetadata())
                    .finalizedFeatures()
                    .get("metadata.version");
        } catch (KafkaException e) {
            return Finding.ok("kafka", "%d broker(s) answer and do not tell their version.".formatted(brokers));
        }
        return metadata != null && metadata.maxVersionLevel() < OLD_METADATA
                ? Finding.warning(
                        "kafka",
                        "The metadata version of Kafka is %d, which is older than Kafka 3.5."
                                .formatted(metadata.maxVersionLevel()),
                        "Upgrade Kafka, and then its metadata version: kafka-features.sh upgrade",
                        "versions.md")
                : Finding.ok(
                        "kafka",
                        "%d broker(s), metadata version %s"
                                .formatted(brokers, metadata == null ? "unknown" : metadata.maxVersionLevel()));
    }

    private List<Finding> topics() {
        var findings = new ArrayList<Finding>();
        List<TopicReport.Topic> all = topics.topics();
        for (TopicReport.Topic topic : all) {
            if (!topic.exists()) {
                findings.add(Finding.critical(
                        "topics",
                        topic.topic() + " does not exist.",
                        "Restart the ingest-service, which creates it.",
                        "topics.md"));
            } else if (!topic.differences().isEmpty()) {
                findings.add(Finding.warning(
                        "topics",
                        topic.topic() + ": " + String.join(" ", topic.differences()),
                        "Change the setting that is named, or the topic: kafka-configs.sh --alter",
                        "topics.md"));
            }
            if (topic.underReplicated() > 0) {
                findings.add(Finding.warning(
                        "topics",
                        "%d partition(s) of %s have fewer copies in sync than they should have."
                                .formatted(topic.underReplicated(), topic.topic()),
                        "Start the broker that is away.",
                        "topics.md"));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok("topics", "All %d topics are as the settings say.".formatted(all.size())))
                : findings;
    }

    private List<Finding> disks(List<Integer> brokers) {
        var findings = new ArrayList<Finding>();
        try {
            KafkaAdmin.await(kafka.client().describeLogDirs(brokers).allDescriptions())
                    .forEach((broker, folders) -> folders.forEach((folder, description) -> {
                        long total = description.totalBytes().orElse(-1);
                        long usable = description.usableBytes().orElse(-1);
                        if (total > 0 && usable >= 0) {
                            findings.add(
                                    disk("the disk of Kafka (broker %d, %s)".formatted(broker, folder), usable, total));
                        }
                    }));
        } catch (KafkaException e) {
            return List.of(Finding.ok("disk", "Kafka does not tell how full its disks are."));
        }
        return findings;
    }

    static Finding disk(String what, long usable, long total) {
        long percent = usable * 100 / total;
        String message = "%d %% of %s are free: %,d MiB".formatted(percent, what, usable / (1024 * 1024));
        String mend = "Make room, or lower STATEWAVE_KAFKA_RETENTION_HOURS and alter retention.ms of the topics.";
        if (percent < VERY_LITTLE_PERCENT) {
            return Finding.critical("disk", message, mend, "disk.md");
        }
        return percent < LITTLE_PERCENT
                ? Finding.warning("disk", message, mend, "disk.md")
                : Finding.ok("disk", message);
    }

    private Finding tls() {
        String protocol = String.valueOf(Objects.requireNonNullElse(
                settings.clientProperties().get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG), "PLAINTEXT"));
        if (protocol.endsWith("SSL")) {
            return Finding.ok("kafka-tls", "The connection to Kafka is encrypted.");
        }
        String remote = Arrays.stream(settings.kafkaBootstrapServers().split(","))
                .map(String::strip)
                .filter(server -> !LOCAL.contains(server.substring(0, Math.max(0, server.lastIndexOf(':')))))
                .collect(Collectors.joining(", "));
        return remote.isEmpty()
                ? Finding.ok("kafka-tls", "Kafka is on this machine, and its connection is not encrypted.")
                : Finding.warning(
                        "kafka-tls",
                        "The connection to Kafka at %s is not encrypted.".formatted(remote),
                        "Set security.protocol=SSL or SASL_SSL in the file of STATEWAVE_KAFKA_CONFIG_FILE.",
                        "tls.md");
    }

    /** Where nothing could be asked. */
    static Finding away(Throwable failure) {
        return Finding.critical(
                "kafka",
                "Kafka does not answer: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
                "Start Kafka, or mend STATEWAVE_KAFKA_BOOTSTRAP_SERVERS.",
                "kafka.md");
    }
}
