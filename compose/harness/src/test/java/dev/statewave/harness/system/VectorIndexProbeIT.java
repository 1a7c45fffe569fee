package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector index of a large subject is made wrong on purpose. Large begins at 150 memories here. */
class VectorIndexProbeIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    /** Readers look every five seconds which subjects are found by the index. */
    private static final Duration NOTICED = Duration.ofSeconds(6);

    /** Changes where an index is built anew. */
    private static final String FILES = """
            SELECT sum(pg_relation_filenode(inhrelid)::bigint) FROM pg_inherits
            WHERE inhparent = 'large_memories_384'::regclass""";

    private static final String SUBJECT = "team:probed";
    private static final int MEMORIES = 200;
    private static final List<String> THINGS = List.of("kettle", "ladder", "violin", "anchor", "candle", "hammer");

    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "probe");
        system = LocalSystem.apart(
                home, List.of("--statewave.large-subject-memories=150", "--statewave.compile-quiet-ms=200"));
        api = new Api(system.start());
        record();
        await().atMost(SOON).until(() -> number("SELECT count(*) FROM memory_embeddings") == MEMORIES && trusted());
        // The planner would sort so few vectors, which finds all of them whatever the index says.
        execute("ALTER SYSTEM SET enable_sort = off");
        execute("ALTER SYSTEM SET enable_seqscan = off");
        execute("ALTER SYSTEM SET enable_bitmapscan = off");
        execute("SELECT pg_reload_conf()");
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void soundIndex_isProbedAfterAVacuum_andStaysInUse() throws Exception {
        execute("UPDATE large_subjects SET probed_at = now() - interval '11 minutes'");
        execute("VACUUM large_memories");

        await().atMost(SOON)
                .until(() -> number("SELECT count(*) FROM large_subjects WHERE probed_at > now() - interval '1 minute'")
                        == 1);
        assertThat(trusted()).isTrue();
        assertThat(number("SELECT count(*) FROM large_subjects WHERE recall >= 0.95"))
                .isEqualTo(1);
        assertThat(metric("statewave_vector_index_recall_count")).isGreaterThanOrEqualTo(2);
        assertThat(metric("statewave_vector_index_repairs_total")).isZero();
    }

    /** Services that own the table build the index anew, others can only put the vectors into it again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void indexThatLostItsVectors_isNotUsed_repaired_probedAndUsedAgain(boolean owned) throws Exception {
        for (int part = 0; owned && part < 16; part++) {
            execute("ALTER TABLE large_memories_%d OWNER TO statewave_app".formatted(part));
        }
        long before = number(FILES);
        // While the index is not ready, what is written does not go into it.
        execute("CREATE TABLE kept AS SELECT * FROM large_memories");
        execute("DELETE FROM large_memories");
        execute("VACUUM large_memories");
        execute(indexes(false));
        execute("INSERT INTO large_memories SELECT * FROM kept");
        execute(indexes(true));
        assertThat(number("SELECT count(*) FROM large_memories")).isEqualTo(MEMORIES);

        assertRepaired();
        assertThat(number(FILES) != before).isEqualTo(owned);
    }

    @Test
    void vectorsThatAreMissing_areCopiedAgain() throws Exception {
        execute("DELETE FROM large_memories WHERE sequence % 2 = 0");

        assertRepaired();
    }

    private void assertRepaired() throws Exception {
        execute("UPDATE large_subjects SET probed_at = now() - interval '25 hours'");
        await().atMost(SOON)
                .until(() ->
                        number("SELECT count(*) FROM large_subjects WHERE ready_at IS NULL AND recall < 0.95") == 1);
        Thread.sleep(NOTICED);
        await().atMost(SOON).until(() -> {
            for (int memory : new int[] {2, 51, 130, 199}) {
                assertThat(context(thing(memory) + " number " + memory)).contains(text(memory));
            }
            return trusted();
        });

        Thread.sleep(NOTICED);
        assertThat(number("SELECT count(*) FROM large_subjects WHERE recall >= 0.95 AND repair IS NULL"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM large_memories")).isEqualTo(MEMORIES);
        assertThat(number("SELECT sum(memories) FROM large_subjects")).isEqualTo(MEMORIES);
        assertThat(context("Where is the " + thing(51) + " number 51?")).contains(text(51));
        assertThat(metric("statewave_vector_index_repairs_total")).isEqualTo(1);
        assertThat(metric("statewave_vector_index_recall_count")).isGreaterThanOrEqualTo(3);
    }

    private boolean trusted() throws SQLException {
        return number("SELECT count(*) FROM large_subjects WHERE ready_at IS NOT NULL AND probed_at IS NOT NULL") == 1;
    }

    private static String indexes(boolean ready) {
        return """
                UPDATE pg_index SET indisready = %s WHERE indexrelid IN (
                    SELECT inhrelid FROM pg_inherits WHERE inhparent = 'large_memories_384'::regclass)""".formatted(ready);
    }

    private static String thing(int number) {
        return THINGS.get(number % THINGS.size());
    }

    private static String text(int number) {
        return "The %s number %d stands on shelf s%d in box b%d.".formatted(thing(number), number, number, number);
    }

    private void record() throws Exception {
        for (int from = 0; from < MEMORIES; from += 100) {
            String episodes = IntStream.range(from, from + 100)
                    .mapToObj(number -> ("{'subject_id':'%s','source':'it','type':'message','session_id':'s%d',"
                                    + "'payload':{'text':'%s'}}")
                            .formatted(SUBJECT, number / 10, text(number)))
                    .collect(Collectors.joining(","));
            assertThat(api.post("/v1/episodes/batch", "{'episodes':[" + episodes + "]}")
                            .status())
                    .isEqualTo(201);
        }
    }

    private String context(String task) throws Exception {
        return api.post("/v1/context", "{'subject_id':'%s','task':'%s','max_tokens':600}".formatted(SUBJECT, task))
                .at("/assembled_context")
                .asString();
    }

    /** Of the worker. */
    private double metric(String name) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(system.workerUrl() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    private void execute(String sql) throws SQLException {
        DatabaseUrl database = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(database.jdbc(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        DatabaseUrl database = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(database.jdbc(), database.user(), database.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
