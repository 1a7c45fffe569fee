package dev.statewave.harness.producers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.TestSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Producers as they are in life: every compression, transactions with aborts, and librdkafka beside Kafka's client. */
class ProducersIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int COUNT = 20;

    private final TestSystem system = TestSystem.get();
    private final String subject = "producers-" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void episodes_ofEveryCompressionAreReadable(String compression) {
        try (var producer = producer(Map.of("compression.type", compression, "linger.ms", 50))) {
            IntStream.range(0, COUNT).forEach(n -> send(producer, "text " + n));
        }

        awaitTexts(texts("text "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void abortedTransactions_neverBecomeVisible(String compression) throws Exception {
        var committed = new ArrayList<String>();
        try (var first = transactional(compression);
                var second = transactional(compression)) {
            for (int round = 0; round < 5; round++) {
                // Both are open at once and on the same partition, so that their records lie between each other's.
                first.beginTransaction();
                second.beginTransaction();
                var sent = new ArrayList<Future<RecordMetadata>>();
                for (int n = 0; n < 4; n++) {
                    sent.add(send(first, "aborted %d-%d".formatted(round, n)));
                    sent.add(send(second, "kept %d-%d".formatted(round, n)));
                    committed.add("kept %d-%d".formatted(round, n));
                }
                for (Future<RecordMetadata> one : sent) {
                    one.get();
                }
                // The later one ends first in every other round.
                if (round % 2 == 0) {
                    first.abortTransaction();
                    second.commitTransaction();
                } else {
                    second.commitTransaction();
                    first.abortTransaction();
                }
            }
        }
        try (var plain = producer(Map.of())) {
            send(plain, "behind all of them");
        }
        committed.add("behind all of them");

        awaitTexts(committed);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isEqualTo(committed.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void episodesOfLibrdkafka_ofEveryCompressionAreReadable(String compression) throws Exception {
        assumeThat(Kcat.isInstalled()).as("kcat is installed").isTrue();

        var result = Kcat.produce(
                system.bootstrapServers(),
                IntStream.range(0, COUNT).mapToObj(n -> episode("text " + n)).toList(),
                "-z",
                compression,
                "-X",
                "linger.ms=50");

        assertThat(result.status()).as(result.output()).isZero();
        awaitTexts(texts("text "));
    }

    @Test
    void recordsOfAnOldFormat_areRefusedAndHarmNothing() throws Exception {
        assumeThat(Kcat.isInstalled()).as("kcat is installed").isTrue();

        var result = Kcat.produce(
                system.bootstrapServers(),
                List.of(episode("old")),
                "-X",
                "api.version.request=false",
                "-X",
                "broker.version.fallback=0.9.0",
                "-X",
                "message.timeout.ms=3000");

        assertThat(result.status()).as(result.output()).isNotZero();
        try (var producer = producer(Map.of())) {
            send(producer, "new");
        }
        awaitTexts(List.of("new"));
    }

    private void awaitTexts(List<String> texts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(system.api()
                        .get("/v1/timeline?limit=200&subject_id=" + subject)
                        .at("/episodes")
                        .valueStream()
                        .map(episode -> episode.at("/payload/text").asString("")))
                .containsExactlyInAnyOrderElementsOf(texts));
    }

    private static List<String> texts(String prefix) {
        return IntStream.range(0, COUNT).mapToObj(n -> prefix + n).toList();
    }

    private Future<RecordMetadata> send(KafkaProducer<String, String> producer, String text) {
        return producer.send(new ProducerRecord<>(Topics.EPISODES, subject, episode(text)));
    }

    private String episode(String text) {
        return "{\"subject_id\":\"%s\",\"source\":\"crm\",\"type\":\"note\",\"payload\":{\"text\":\"%s\"}}"
                .formatted(subject, text);
    }

    private KafkaProducer<String, String> producer(Map<String, Object> settings) {
        var all = new HashMap<String, Object>(settings);
        all.put("bootstrap.servers", system.bootstrapServers());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private KafkaProducer<String, String> transactional(String compression) {
        var producer =
                producer(Map.of("compression.type", compression, "transactional.id", "producers-" + UUID.randomUUID()));
        producer.initTransactions();
        return producer;
    }
}
