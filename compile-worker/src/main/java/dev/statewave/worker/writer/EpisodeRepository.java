package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Inserts episodes: few of them at once by a plain statement, many by COPY. COPY refuses a table with row-level
 * security, so it goes into a temporary one first; for a few rows that would cost more than it saves.
 */
@Component
class EpisodeRepository {

    private static final String COLUMNS =
            "id, tenant_id, subject_id, source, type, session_id, payload, metadata, provenance, idempotency_key, "
                    + "occurred_at, created_at, log_partition, log_offset, occurred_offset";
    private static final String STAGE =
            "CREATE TEMPORARY TABLE IF NOT EXISTS incoming_episodes (LIKE episodes) ON COMMIT DELETE ROWS";
    private static final String COPY = "COPY incoming_episodes (" + COLUMNS + ") FROM STDIN";
    private static final String TAKE_OVER =
            "INSERT INTO episodes (" + COLUMNS + ") SELECT " + COLUMNS + " FROM incoming_episodes";
    private static final String INSERT = "INSERT INTO episodes (" + COLUMNS + ") "
            + "VALUES (?, ?, ?, ?, ?, ?, ?::json, ?::json, ?::json, ?, ?, ?, ?, ?, ?)";
    /** From where on COPY wins; measured. */
    private static final int MANY = 50;

    private final DataSource dataSource;
    private final JdbcClient database;
    private final JdbcTemplate batches;

    EpisodeRepository(DataSource dataSource, JdbcClient database) {
        this.dataSource = dataSource;
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
    }

    /**
     * Inserts those that are new.
     *
     * @return the inserted ones, in order; repeats of an idempotency key are left out
     */
    List<LogEntry> insert(List<LogEntry> entries) {
        List<LogEntry> fresh = withoutRepeats(entries);
        if (fresh.size() >= MANY) {
            copy(fresh);
        } else if (!fresh.isEmpty()) {
            insertFew(fresh);
        }
        return fresh;
    }

    // The id of an episode with a key follows from the key, so a repeat is an id that exists. Nobody else writes these
    // subjects
    // meanwhile: they all stand on the partition whose row this transaction has locked.
    private List<LogEntry> withoutRepeats(List<LogEntry> entries) {
        UUID[] keyed = entries.stream()
                .map(entry -> (EpisodeRecorded) entry.record())
                .filter(episode -> episode.idempotencyKey() != null)
                .map(EpisodeRecorded::id)
                .toArray(UUID[]::new);
        if (keyed.length == 0) {
            return entries;
        }
        Set<UUID> seen = new HashSet<>(database.sql("SELECT id FROM episodes WHERE id = ANY (?)")
                .param(keyed)
                .query(UUID.class)
                .list());
        var fresh = new ArrayList<LogEntry>(entries.size());
        for (LogEntry entry : entries) {
            var episode = (EpisodeRecorded) entry.record();
            if (episode.idempotencyKey() == null || seen.add(episode.id())) {
                fresh.add(entry);
            }
        }
        return fresh;
    }

    private void insertFew(List<LogEntry> entries) {
        batches.batchUpdate(INSERT, entries, MANY, (statement, entry) -> {
            var episode = (EpisodeRecorded) entry.record();
            statement.setObject(1, episode.id());
            statement.setString(2, entry.key().tenant());
            statement.setString(3, entry.key().subject());
            statement.setString(4, episode.source());
            statement.setString(5, episode.type());
            statement.setString(6, episode.sessionId());
            statement.setString(7, json(episode.payload()));
            statement.setString(8, json(episode.metadata()));
            statement.setString(9, json(episode.provenance()));
            statement.setString(10, episode.idempotencyKey());
            statement.setObject(11, episode.occurredAt().atOffset(ZoneOffset.UTC));
            statement.setObject(12, episode.createdAt().atOffset(ZoneOffset.UTC));
            statement.setInt(13, entry.position().partition());
            statement.setLong(14, entry.position().offset());
            statement.setObject(15, episode.occurredOffset(), Types.SMALLINT);
        });
    }

    private void copy(List<LogEntry> entries) {
        var rows = new CopyRows(entries.size() * 768);
        for (LogEntry entry : entries) {
            var episode = (EpisodeRecorded) entry.record();
            rows.add(episode.id().toString())
                    .add(entry.key().tenant())
                    .add(entry.key().subject())
                    .add(episode.source())
                    .add(episode.type())
                    .add(episode.sessionId())
                    .add(json(episode.payload()))
                    .add(json(episode.metadata()))
                    .add(json(episode.provenance()))
                    .add(episode.idempotencyKey())
                    .add(episode.occurredAt().toString())
                    .add(episode.createdAt().toString())
                    .add(String.valueOf(entry.position().partition()))
                    .add(String.valueOf(entry.position().offset()))
                    .add(
                            episode.occurredOffset() == null
                                    ? null
                                    : episode.occurredOffset().toString())
                    .endRow();
        }
        batches.execute(STAGE);
        var connection = DataSourceUtils.getConnection(dataSource);
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(COPY, new ByteArrayInputStream(rows.bytes(), 0, rows.size()), 1 << 16);
        } catch (SQLException e) {
            DataAccessException known = new SQLStateSQLExceptionTranslator().translate("copy episodes", COPY, e);
            throw known == null ? new UncategorizedSQLException("copy episodes", COPY, e) : known;
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to be read", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
        batches.execute(TAKE_OVER);
    }

    private static String json(@Nullable JsonNode node) {
        return node == null ? "{}" : node.toString();
    }
}
