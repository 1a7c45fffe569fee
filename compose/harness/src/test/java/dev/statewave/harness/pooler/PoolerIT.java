package dev.statewave.harness.pooler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.statewave.harness.system.Api;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.ReadPool;
import dev.statewave.platform.postgres.SchemaAtStart;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The whole loop behind PgBouncer in transaction mode, where several clients share a connection of the server. */
class PoolerIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SERVER_CONNECTIONS = 8;

    private static LocalPostgres postgres;
    private static PgBouncer pooler;
    private static LocalSystem system;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(PgBouncer.isInstalled(), "PgBouncer is not installed (apt install pgbouncer)");
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "pooler");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        pooler = new PgBouncer(
                DatabaseUrl.parse(postgres.url()),
                SERVER_CONNECTIONS,
                "ignore_startup_parameters = extra_float_digits");
        await().atMost(SOON).until(pooler::answers);
        system = LocalSystem.apart(home, pooler.url(), postgres.url());
        api = new Api(system.start());
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
        if (pooler != null) {
            pooler.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void whatIsRecorded_isCompiledAndFound_andErased() throws Exception {
        var recorded = api.post(
                "/v1/episodes/batch",
                "{'episodes':[{'subject_id':'ada','source':'user','type':'message','payload':{'text':'I live in Lisbon.'}},"
                        + "{'subject_id':'ada','source':'user','type':'message','payload':{'text':'My name is Ada.'}}]}");
        assertThat(recorded.status()).as("%s", recorded.body()).isEqualTo(201);
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'ada'}").status())
                .isEqualTo(200);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        api.get("/v1/memories/search?search_mode=semantic&q=home&subject_id=ada")
                                .at("/memories"))
                .isNotEmpty());
        var context = api.post("/v1/context", "{'subject_id':'ada','task':'Where does Ada live?','emit_receipt':true}");
        assertThat(context.at("/assembled_context").asString()).contains("Lisbon");
        await().atMost(SOON)
                .until(() -> api.get("/v1/receipts/" + context.at("/receipt_id").asString())
                                .status()
                        == 200);
        assertThat(api.get("/v1/timeline?subject_id=ada").at("/episodes")).hasSize(2);
        assertThat(api.get("/readyz").at("/status").asString()).isEqualTo("ready");
        assertThat(api.get("/admin/ledger").at("/balanced").asBoolean()).isTrue();
        var key = api.post("/admin/keys", "{'name':'k','scopes':['read']}");
        assertThat(key.status()).as("%s", key.body()).isIn(201, 409);

        assertThat(api.delete("/v1/subjects/ada").status()).isEqualTo(200);
        assertThat(api.get("/v1/timeline?subject_id=ada").at("/episodes")).isEmpty();
    }

    /** More clients than the server has connections, of tenants that must not see one another. */
    @Test
    void manyAtOnce_seeTheirOwnAndNothingElse() throws Exception {
        try (var threads = Executors.newFixedThreadPool(32)) {
            List<Callable<Boolean>> calls = IntStream.range(0, 200)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        String tenant = "tenant-" + i % 10;
                        String[] headers = {"X-Tenant-ID", tenant};
                        var written = api.post(
                                "/v1/episodes",
                                "{'subject_id':'s','source':'user','type':'message','payload':{'text':'Word%d of %s.'}}"
                                        .formatted(i, tenant),
                                headers);
                        String timeline = new String(api.get("/v1/timeline?subject_id=s&limit=100", headers)
                                .raw());
                        return written.status() == 201
                                && timeline.contains("Word" + i + " of " + tenant)
                                && IntStream.range(0, 10)
                                        .filter(other -> other != i % 10)
                                        .noneMatch(other -> timeline.contains("of tenant-" + other + "."));
                    })
                    .toList();
            for (var answer : threads.invokeAll(calls)) {
                assertThat(answer.get()).isTrue();
            }
        }
    }

    @Test
    void statement_isBoundedByItsTransaction() {
        var settings = new DatabaseSettings(pooler.url(), "", 2, 5, false);
        var pool = ReadPool.open(settings);
        try {
            assertThat(new ScopedReads(pool, new SimpleMeterRegistry())
                            .run(
                                    TenantScope.NONE,
                                    "SELECT current_setting('statement_timeout')",
                                    List.of(),
                                    row -> row.get(0, String.class))
                            .blockFirst())
                    .isEqualTo("10s");
        } finally {
            pool.dispose();
        }
    }

    @Test
    void poolerThatRefusesTheDriver_stopsTheStart_withWhatToWrite() throws Exception {
        try (var strict = new PgBouncer(DatabaseUrl.parse(postgres.url()), SERVER_CONNECTIONS, "")) {
            await().atMost(SOON).until(strict::answers);
            var settings = new DatabaseSettings(strict.url(), "", 2, 5, false);
            var pool = ReadPool.open(settings);
            try {
                assertThatThrownBy(() -> new SchemaAtStart(pool, settings).afterPropertiesSet())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("ignore_startup_parameters = extra_float_digits");
            } finally {
                pool.dispose();
            }
        }
    }
}
