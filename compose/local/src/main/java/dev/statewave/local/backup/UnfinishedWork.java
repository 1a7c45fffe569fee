package dev.statewave.local.backup;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Requests anew what a restored database says is still to be done: its requests stood on topics that a backup leaves
 * out, because they follow from the database.
 */
final class UnfinishedWork {

    /** Beyond which a result is fetched in parts. */
    private static final int FETCHED = 1_000;

    private static final String UNCOMPILED = """
            SELECT u.tenant_id, u.subject_id, u.last_offset AS log_offset, e.log_partition,
                   NULL AS job_id, 'continuous' AS reason
            FROM uncompiled_subjects u CROSS JOIN LATERAL (
                SELECT log_partition FROM episodes
                WHERE subject_id = u.subject_id AND tenant_id = u.tenant_id ORDER BY log_offset DESC LIMIT 1) e""";

    private static final String IMPORTED = """
            SELECT i.tenant_id, i.subject_id, max(i.last_offset) AS log_offset, NULL::int AS log_partition,
                   NULL AS job_id, 'import' AS reason
            FROM subject_imports i WHERE i.finished_at IS NULL AND i.refused IS NULL GROUP BY 1, 2""";

    private static final String JOBS = """
            SELECT j.tenant_id, j.subject_id, -1::bigint AS log_offset, NULL::int AS log_partition, j.job_id,
                   CASE j.mode WHEN 'sync' THEN 'async' ELSE j.mode END AS reason
            FROM compile_jobs j WHERE j.status IN ('pending', 'running')""";

    private static final String UNEMBEDDED = """
            SELECT tenant_id, subject_id FROM subject_compiles WHERE unembedded_since IS NOT NULL""";

    private final BackupManifest manifest;
    private final LogRestore log;
    private final boolean continuous;

    /** @param continuous whether subjects are compiled without being asked for */
    UnfinishedWork(BackupManifest manifest, LogRestore log, boolean continuous) {
        this.manifest = manifest;
        this.log = log;
        this.continuous = continuous;
    }

    /** @return how many requests */
    int request(Connection connection) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT set_config('statewave.scope', 'all', true)");
        }
        int count = commands(connection, IMPORTED) + commands(connection, JOBS);
        if (continuous) {
            count += commands(connection, UNCOMPILED);
        }
        count += each(
                connection,
                UNEMBEDDED,
                row -> log.send(new ProducerRecord<>(
                        Topics.EMBED, key(row).encoded().getBytes(StandardCharsets.UTF_8), Json.bytes(Json.object()))));
        log.flush();
        connection.rollback();
        return count;
    }

    private int commands(Connection connection, String sql) throws SQLException, IOException {
        return each(connection, sql, row -> {
            SubjectKey key = key(row);
            int partition = row.getInt("log_partition");
            if (row.wasNull()) {
                partition = partition(key);
            }
            long offset = row.getLong("log_offset");
            if (offset < 0) {
                // Everything that the database has.
                offset = manifest.positions().getOrDefault(partition, 0L) - 1;
            }
            var command = new CompileCommand(
                    row.getString("job_id"), row.getString("reason"), new LogPosition(partition, offset));
            log.send(new ProducerRecord<>(
                    Topics.COMPILE, key.encoded().getBytes(StandardCharsets.UTF_8), Json.bytes(command)));
        });
    }

    /** As the default partitioner of Kafka's producers has it. */
    private int partition(SubjectKey key) {
        byte[] bytes = key.encoded().getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % manifest.partitions();
    }

    private static SubjectKey key(ResultSet row) throws SQLException {
        return new SubjectKey(row.getString("tenant_id"), row.getString("subject_id"));
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException, IOException;
    }

    private static int each(Connection connection, String sql, RowReader reader) throws SQLException, IOException {
        int count = 0;
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(FETCHED);
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    reader.read(rows);
                    count++;
                }
            }
        }
        return count;
    }
}
