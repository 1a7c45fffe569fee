package dev.statewave.ingest.normalizer;

import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes what outside producers put onto {@link Topics#EPISODES} over to the subject log, exactly once; what is no
 * episode goes to the dead-letter topic as it was.
 */
@Component
public final class Normalizer implements KafkaLifecycle.Part, ReadinessCheck {

    /** The application id of the streams and the name of their consumer group. */
    public static final String GROUP = "statewave-normalizer";

    private static final Logger log = LoggerFactory.getLogger(Normalizer.class);
    private static final String SOURCE = "episodes";

    private final KafkaSettings kafka;
    private final IngestSettings settings;
    private final MeterRegistry metrics;
    private final Clock clock;
    private volatile KafkaStreams streams;

    Normalizer(KafkaSettings kafka, IngestSettings settings, MeterRegistry metrics, Clock clock) {
        this.kafka = kafka;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** From episodes as anyone sends them to the log, and to the dead letters. */
    static Topology topology(MeterRegistry metrics, Clock clock) {
        var bytesIn = new ByteArrayDeserializer();
        var bytesOut = new ByteArraySerializer();
        return new Topology()
                .addSource(SOURCE, bytesIn, bytesIn, Topics.EPISODES)
                .addProcessor("normalize", () -> new NormalizingProcessor(metrics, clock), SOURCE)
                .addSink(NormalizingProcessor.LOG, Topics.SUBJECT_LOG, bytesOut, bytesOut, "normalize")
                .addSink(NormalizingProcessor.DEAD_LETTERS, Topics.EPISODES_DLT, bytesOut, bytesOut, "normalize");
    }

    @Override
    public void start() {
        var opened = new KafkaStreams(topology(metrics, clock), properties());
        opened.setUncaughtExceptionHandler(e -> {
            log.warn("A thread of the normalizer failed and is replaced: {}", e.toString());
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        opened.start();
        streams = opened;
    }

    private Properties properties() {
        var properties = new Properties();
        properties.putAll(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, GROUP);
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // The commit interval is the delay of this hop, and an open transaction also holds back what REST puts onto the
        // same partition.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.normalizerCommitMs());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.kafkaReplication());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                System.getProperty("java.io.tmpdir") + "/statewave-streams-"
                        + ProcessHandle.current().pid());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), KafkaSettings.MAX_RECORD_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        return properties;
    }

    @Override
    public String name() {
        return "normalizer";
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
        if (streams != null) {
            streams.close(Duration.ofSeconds(5));
        }
    }
}
