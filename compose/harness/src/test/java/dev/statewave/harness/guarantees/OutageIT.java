package dev.statewave.harness.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.system.Api;
import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.LocalSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients are told while a store is away, and that everything goes on by itself when it is back. */
class OutageIT {

    private static final Duration BACK = Duration.ofSeconds(60);

    private LocalPostgres postgres;
    private LocalBroker broker;
    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "outage");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home.resolve("kafka"));
        postgres.start();
        broker.start();
        system = LocalSystem.apart(
                home, List.of("--statewave.persist-wait-ms=500"), postgres.url(), broker.bootstrapServers());
        api = new Api(system.start());
        assertThat(record("before").status()).isEqualTo(201);
    }

    @AfterEach
    void stop() {
        system.close();
        broker.close();
        postgres.close();
    }

    @Test
    void withoutTheDatabase_writesAreKeptAndReadsSaySo() throws Exception {
        postgres.crash();

        var taken = record("meanwhile");
        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.headers().firstValue("Statewave-Persisted")).hasValue("false");
        var refused = api.post("/v1/context", "{'subject_id':'u','task':'t'}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.at("/error/code").asString()).isEqualTo("database_unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        var ready = api.get("/readyz");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(new String(ready.raw())).contains("database");

        postgres.start();

        await().atMost(BACK)
                .ignoreExceptions()
                .until(() -> new String(api.get("/v1/timeline?subject_id=u").raw()).contains("meanwhile"));
        await().atMost(BACK).ignoreExceptions().until(() -> record("after").status() == 201);
    }

    @Test
    void withoutKafka_writesAreRefusedWholeAndReadsGoOn() throws Exception {
        broker.close();

        var refused = record("lost");
        assertThat(refused.status()).isEqualTo(503);
        // Not yet known to be away, it may be handed the record, and then nobody can say whether it has it.
        assertThat(refused.at("/error/code").asString()).isIn("kafka_unavailable", "write_unconfirmed");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        await().atMost(BACK)
                .untilAsserted(() ->
                        assertThat(record("lost").at("/error/code").asString()).isEqualTo("kafka_unavailable"));
        assertThat(new String(api.get("/v1/timeline?subject_id=u").raw()))
                .contains("before")
                .doesNotContain("lost");

        broker.start();

        await().atMost(BACK).ignoreExceptions().until(() -> record("after").status() == 201);
        await().atMost(BACK)
                .ignoreExceptions()
                .until(() ->
                        api.post("/v1/memories/compile", "{'subject_id':'u'}").status() == 200);
    }

    private Api.Answer record(String text) throws Exception {
        return api.post("/v1/episodes", "{'subject_id':'u','source':'s','type':'t','payload':{'text':'" + text + "'}}");
    }
}
