package dev.statewave.harness.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.Api;
import dev.statewave.local.system.LocalSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for an answer does not stand behind a bulk load, and the bulk load arrives. */
class BulkLoadIT {

    private static final int SUBJECTS = 2_000;
    private static final Duration LOADED = Duration.ofMinutes(3);

    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bulk");
        system = LocalSystem.apart(
                home, List.of("--statewave.normalizer-max-backlog=100", "--statewave.compile-quiet-ms=100"));
        api = new Api(system.start());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void compileThatSomeoneAskedFor_isAnsweredBeforeTheSubjectsOfABulkLoad() throws Exception {
        load();
        await().atMost(LOADED).until(() -> waiting() > 0);

        assertThat(api.post(
                                "/v1/episodes",
                                "{'subject_id':'urgent','source':'chat','type':'message','payload':{'text':'I live in Porto.'}}")
                        .status())
                .isEqualTo(201);
        var compiled = api.post("/v1/memories/compile", "{'subject_id':'urgent'}");

        assertThat(compiled.at("/memories_created").asInt()).isPositive();
        assertThat(waiting()).as("subjects of the bulk load that still wait").isPositive();
        await().atMost(LOADED).until(() -> subjects() == SUBJECTS + 1 && waiting() == 0);
    }

    private void load() {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", system.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < SUBJECTS; i++) {
                String episode = """
                        {"subject_id":"bulk-%d","source":"crm","type":"note","payload":{"text":"I use tool number %d."}}""".formatted(i, i);
                producer.send(new ProducerRecord<>(Topics.EPISODES, "bulk-" + i, episode.getBytes()));
            }
        }
    }

    /** Subjects that are not compiled. */
    private int waiting() throws Exception {
        return api.get("/ops/compiles")
                .at("/waiting")
                .valueStream()
                .mapToInt(tenant -> tenant.path("subjects").asInt())
                .sum();
    }

    private int subjects() throws Exception {
        return api.get("/v1/subjects?limit=1").at("/total").asInt();
    }
}
