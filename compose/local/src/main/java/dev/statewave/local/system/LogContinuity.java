package dev.statewave.local.system;

import dev.statewave.contract.topics.Topics;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Checks that the log reaches to where the database has it. A database beside an empty log would take each new record
 * for one that was applied long ago, and pass over it.
 */
final class LogContinuity {

    private static final int SECONDS = 30;

    private LogContinuity() {}

    /**
     * @param databaseUrl of a database that has been migrated
     * @throws StartRefusedException where the log ends before a position of the database
     */
    static void check(String databaseUrl, KafkaSettings kafka) {
        Map<TopicPartition, Long> positions = positions(DatabaseUrl.parse(databaseUrl));
        if (positions.isEmpty()) {
            return;
        }
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        positions.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Admin admin = Admin.create(kafka.adminProperties());
        try {
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(wanted).all().get(SECONDS, TimeUnit.SECONDS);
            positions.forEach((partition, position) -> {
                ListOffsetsResultInfo end = ends.get(partition);
                if (end != null && end.offset() < position) {
                    throw new StartRefusedException(
                            ("The database has %s up to offset %d and the log ends at %d: this is "
                                            + "another Kafka, or its data is gone. Restore both together, see docs/backup.md.")
                                    .formatted(partition, position, end.offset()));
                }
            });
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The ends of the log cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static Map<TopicPartition, Long> positions(DatabaseUrl url) {
        var positions = new HashMap<TopicPartition, Long>();
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT log_partition, next_offset FROM log_positions")) {
            while (rows.next()) {
                positions.put(new TopicPartition(Topics.SUBJECT_LOG, rows.getInt(1)), rows.getLong(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The positions on the log cannot be read: " + e.getMessage(), e);
        }
        return positions;
    }
}
