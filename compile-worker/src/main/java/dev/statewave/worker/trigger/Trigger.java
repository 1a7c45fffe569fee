package dev.statewave.worker.trigger;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code trigger}: from the subject log to commands for the compiler. */
final class Trigger implements KafkaLifecycle.Part, ReadinessCheck {

    /** The application id of the streams and the name of their consumer group. */
    static final String GROUP = "statewave-trigger";

    private static final Logger log = LoggerFactory.getLogger(Trigger.class);

    private final KafkaSettings kafka;
    private final WorkerSettings settings;
    private volatile @Nullable KafkaStreams streams;

    Trigger(KafkaSettings kafka, WorkerSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    static Topology topology(WorkerSettings settings) {
        // In memory, because it only holds subjects that are waiting; Kafka keeps its changelog.
        var store = Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(TriggerProcessor.STORE), Serdes.String(), pendingSerde());
        return new Topology()
                .addSource("log", new StringDeserializer(), new ByteArrayDeserializer(), Topics.SUBJECT_LOG)
                .addProcessor("trigger", () -> new TriggerProcessor(settings), "log")
                .addStateStore(store, "trigger")
                .addSink("commands", Topics.COMPILE, new StringSerializer(), new ByteArraySerializer(), "trigger");
    }

    private static Serde<PendingSubject> pendingSerde() {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : Json.bytes(value),
                (topic, bytes) -> bytes == null ? null : Json.read(bytes, PendingSubject.class));
    }

    @Override
    public void start() {
        var opened = new KafkaStreams(topology(settings), properties());
        opened.setUncaughtExceptionHandler(e -> {
            log.warn("A thread of the trigger failed and is replaced: {}", e.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        opened.start();
        streams = opened;
    }

    private Properties properties() {
        var properties = new Properties();
        properties.putAll(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, GROUP);
        // Commands may come twice, so the delay of exactly-once would buy nothing.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.kafkaReplication());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                System.getProperty("java.io.tmpdir") + "/statewave-streams-"
                        + ProcessHandle.current().pid());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        return properties;
    }

    @Override
    public String name() {
        return "trigger";
    }

    @Override
    public Outcome run() {
        var current = streams;
        if (current == null) {
            return Outcome.degraded("waiting for Kafka");
        }
        return current.state().isRunningOrRebalancing() ? Outcome.ok() : Outcome.degraded("state " + current.state());
    }

    @Override
    public void stop() {
        var current = streams;
        if (current != null) {
            current.close(Duration.ofSeconds(5));
        }
    }
}
