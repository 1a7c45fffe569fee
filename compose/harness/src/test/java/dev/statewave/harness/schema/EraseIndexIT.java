package dev.statewave.harness.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An erase of a subject reads no table as a whole, neither by itself nor by a foreign key. */
class EraseIndexIT {

    /** Rows of every table, of a thousand subjects: enough that a sequential scan would not be the cheaper plan. */
    private static final String FILL = """
            SET statewave.scope = 'all';
            CREATE TEMP TABLE rows AS
                SELECT n, gen_random_uuid() AS id, 't' AS tenant, 'subject-' || n % 1000 AS subject
                FROM generate_series(1, 20000) AS n;
            INSERT INTO episodes
                SELECT id, tenant, subject, 's', 't', NULL, '{}', '{}', '{}', NULL, now(), now(), 0, n FROM rows;
            INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                    source_episode_ids, metadata, created_at, updated_at)
                SELECT id, tenant, subject, 'profile_fact', 'a', 'a', 1, now(), 'active', '{}', '{}', now(), now()
                FROM rows;
            INSERT INTO memory_embeddings SELECT id, 'm', tenant, subject, '[1,2]' FROM rows;
            INSERT INTO episodes_without_memory SELECT id, 'r' FROM rows;
            INSERT INTO model_extractions SELECT id, 'm', 'p', tenant, subject, '{}' FROM rows;
            INSERT INTO model_fallbacks (episode_id, tenant_id, subject_id, reason, next_attempt_at)
                SELECT id, tenant, subject, 'r', now() FROM rows;
            INSERT INTO resolutions (id, tenant_id, subject_id, session_id, status, metadata, created_at, updated_at)
                SELECT id, tenant, subject, id::text, 'open', '{}', now(), now() FROM rows;
            INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, created_at)
                SELECT id::text, tenant, subject, 'm', 'completed', now() FROM rows;
            INSERT INTO webhook_deliveries (id, tenant_id, subject_id, event, status, attempts, max_attempts,
                    created_at)
                SELECT id, tenant, subject, 'e', 'delivered', 1, 5, now() FROM rows;
            INSERT INTO webhook_attempts (tenant_id, endpoint_id, delivery_id, attempt, started_at, duration_ms, outcome,
                    url, request_headers, response_headers, response_body)
                SELECT tenant, id, id, 1, now(), 1, 'delivered', '', '{}', '{}', '' FROM rows;
            INSERT INTO staged_imports SELECT id, 0, n, tenant, subject, '' FROM rows;
            INSERT INTO subject_imports SELECT id, tenant, subject, 0, 0, 1, 1, NULL, now(), now() FROM rows;
            INSERT INTO rebuilds (id, tenant_id, selection, subjects, status) VALUES ('r', '', '{}', 1, 'running');
            INSERT INTO rebuild_subjects (rebuild_id, tenant_id, subject_id) SELECT 'r', tenant, 'only-' || n FROM rows;
            INSERT INTO snapshots SELECT id, tenant, subject, 'name-' || n, 1, 's', 1, 1, '{}', now() FROM rows;
            INSERT INTO receipts SELECT 'r' || n, tenant, subject, now(), 'active', NULL, '{}', NULL, NULL, 'h' FROM rows;
            INSERT INTO subject_compiles SELECT tenant, 'only-' || n, 1 FROM rows;
            INSERT INTO memory_history (tenant_id, subject_id, memory_id, before, removed)
                SELECT tenant, subject, id, '{}', false FROM rows;
            INSERT INTO resolution_history (tenant_id, subject_id, resolution_id, status, metadata, updated_at)
                SELECT tenant, subject, id, 'open', '{}', now() FROM rows;
            INSERT INTO subject_health SELECT tenant, 'only-' || n, 'healthy', 1, '{}', now() FROM rows;
            INSERT INTO subject_versions SELECT tenant, 'only-' || n, 1 FROM rows;
            INSERT INTO uncompiled_subjects SELECT tenant, 'only-' || n, 1, now() FROM rows;
            INSERT INTO held_records (tenant_id, subject_id, role, slot, topic, value, headers, happened_at)
                SELECT tenant, 'only-' || n, 'embedder', '', 't', '', '[]', now() FROM rows;
            INSERT INTO large_subjects SELECT tenant, 'only-' || n, 'm' FROM rows;
            INSERT INTO large_memories SELECT id, 'm', tenant, subject, 'profile_fact', n, '[1,2]', '' FROM rows;
            INSERT INTO large_words SELECT subject, tenant, 'w' || n, id FROM rows;
            INSERT INTO subject_activity SELECT tenant, 'only-' || n, 1, 1, now(), now() FROM rows;
            INSERT INTO subject_sessions SELECT tenant, 'only-' || n, 's' FROM rows;
            INSERT INTO subject_memories SELECT tenant, 'only-' || n, 1 FROM rows;
            INSERT INTO retention_rules SELECT tenant, 'only-' || n, 'memories', 1 FROM rows;
            ANALYZE;""";

    private static LocalPostgres postgres;

    @BeforeAll
    static void start() throws Exception {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "erase");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home, FreePort.find());
        postgres.start();
        new Migrations(DatabaseUrl.parse(postgres.url())).run();
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(FILL);
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void erase_readsNoTableAsAWhole() throws Exception {
        List<String> tables;
        Map<String, Long> before;
        try (var connection = connect()) {
            tables = tablesOfSubjects(connection);
            before = sequentialScans(connection);
        }
        assertThat(tables).contains("episodes", "memories", "webhook_deliveries", "large_memories");
        try (var connection = connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE statewave_app");
            statement.execute("SET LOCAL statewave.scope = 'tenant:t'");
            for (String table : tables) {
                int deleted = 0;
                for (String subject : List.of("subject-7", "only-7")) {
                    deleted += statement.executeUpdate(
                            "DELETE FROM %s WHERE subject_id = '%s' AND tenant_id = 't'".formatted(table, subject));
                }
                // Memories and episodes take some others with them.
                assertThat(deleted).as(table).isIn(0, 1, 20);
            }
            connection.commit();
            statement.execute("SELECT pg_stat_force_next_flush()");
            connection.commit();
        }
        try (var connection = connect()) {
            assertThat(sequentialScans(connection)).isEqualTo(before);
            assertThat(count(connection, "SELECT count(*) FROM episodes_without_memory"))
                    .isEqualTo(19_980);
        }
    }

    /** A table that a later version adds has to be added to the test, or it has no rows to tell by. */
    @Test
    void everyTableOfSubjects_isFilled() throws Exception {
        try (var connection = connect()) {
            for (String table : tablesOfSubjects(connection)) {
                assertThat(count(connection, "SELECT count(*) FROM " + table))
                        .as(table)
                        .isGreaterThan(19_000);
            }
        }
    }

    @Test
    void everyTable_hasARetentionOrAReasonInTheDocuments() throws Exception {
        String document = Files.readString(Path.of("../../docs/architecture.md"));
        String section =
                document.substring(document.indexOf("## What is kept"), document.indexOf("## When a record fails"));
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
                        AND relnamespace = 'public'::regnamespace AND relname <> 'flyway_schema_history'""")) {
            while (row.next()) {
                assertThat(section).contains("`" + row.getString(1) + "`");
            }
        }
    }

    private static List<String> tablesOfSubjects(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT c.relname FROM pg_class c
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'subject_id'
                        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                        AND c.relnamespace = 'public'::regnamespace
                        ORDER BY c.relname""")) {
            while (row.next()) {
                tables.add(row.getString(1));
            }
        }
        return tables;
    }

    private static Map<String, Long> sequentialScans(Connection connection) throws SQLException {
        var scans = new TreeMap<String, Long>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'public'")) {
            while (row.next()) {
                scans.put(row.getString(1), row.getLong(2));
            }
        }
        return scans;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET statewave.scope = 'all'");
            try (var row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Connection connect() throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(postgres.url());
        return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
    }
}
