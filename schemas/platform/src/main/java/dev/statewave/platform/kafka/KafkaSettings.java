package dev.statewave.platform.kafka;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The connection to Kafka and the settings of topics.
 *
 * @param kafkaBootstrapServers {@code host:port}, comma-separated
 * @param kafkaConfigFile a properties file with further client settings (TLS, SASL); empty for none
 * @param kafkaPartitions partitions of the subject log and the work topics; fixed once the log exists
 * @param kafkaReplication copies of each topic
 * @param kafkaRetentionHours how long work topics keep records; -1 for ever
 * @param kafkaDeadLetterRetentionHours how long dead-letter topics keep records; -1 for ever
 * @param kafkaMaxInvalidPercent the share of a partition's last 100 records above which no further one is dead-lettered
 *     and the partition stops; 100 for never
 */
@ConfigurationProperties("statewave")
@Validated
public record KafkaSettings(
        @DefaultValue("localhost:9092")
        @NotBlank(message = "must be host:port of a Kafka broker: set STATEWAVE_KAFKA_BOOTSTRAP_SERVERS")
        String kafkaBootstrapServers,

        @DefaultValue("") String kafkaConfigFile,

        @DefaultValue("4")
        @Min(value = 1, message = "must be 1 to 1024: set STATEWAVE_KAFKA_PARTITIONS")
        @Max(value = 1024, message = "must be 1 to 1024: set STATEWAVE_KAFKA_PARTITIONS")
        int kafkaPartitions,

        @DefaultValue("1") @Min(value = 1, message = "must be 1 or more: set STATEWAVE_KAFKA_REPLICATION")
        int kafkaReplication,

        @DefaultValue("168")
        @Min(value = -1, message = "must be hours, or -1 for ever: set STATEWAVE_KAFKA_RETENTION_HOURS")
        int kafkaRetentionHours,

        @DefaultValue("720")
        @Min(value = -1, message = "must be hours, or -1 for ever: set STATEWAVE_KAFKA_DEAD_LETTER_RETENTION_HOURS")
        int kafkaDeadLetterRetentionHours,

        @DefaultValue("50")
        @Min(value = 1, message = "must be 1 to 100 percent: set STATEWAVE_KAFKA_MAX_INVALID_PERCENT")
        @Max(value = 100, message = "must be 1 to 100 percent: set STATEWAVE_KAFKA_MAX_INVALID_PERCENT")
        int kafkaMaxInvalidPercent) {

    /** The largest record on any topic, in bytes: an episode of the largest size, its envelope and its escapes. */
    public static final int MAX_RECORD_BYTES = 8 * 1024 * 1024;

    /** The largest dead letter, in bytes: the largest record, its headers and the reason. */
    public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 1024 * 1024;

    /** What all clients share, and what {@link #kafkaConfigFile} adds. */
    public Map<String, Object> clientProperties() {
        var all = new HashMap<String, Object>();
        if (!kafkaConfigFile.isBlank()) {
            var file = new Properties();
            try (var in = Files.newInputStream(Path.of(kafkaConfigFile))) {
                file.load(in);
            } catch (IOException e) {
                throw new IllegalStateException(
                        "STATEWAVE_KAFKA_CONFIG_FILE names " + kafkaConfigFile + ", which cannot be read: "
                                + e.getMessage(),
                        e);
            }
            file.forEach((name, value) -> all.put((String) name, value));
        }
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafkaBootstrapServers);
        all.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        all.put("enable.metrics.push", false);
        return all;
    }

    public Map<String, Object> adminProperties() {
        return clientProperties();
    }

    /** A producer without loss or reordering: acknowledged by all replicas, idempotent, without linger. */
    public Map<String, Object> producerProperties() {
        var all = clientProperties();
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        return all;
    }

    /** A consumer of committed records from the start of the topic; the caller commits offsets. */
    public Map<String, Object> consumerProperties(@Nullable String group) {
        var all = clientProperties();
        all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        if (group != null) {
            all.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        }
        return all;
    }
}
