package dev.statewave.worker.embed;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Builds the index that holds a subject's vectors anew, beside the old one and without locking anybody out. */
@Component
class IndexRebuilder {

    private static final Logger log = LoggerFactory.getLogger(IndexRebuilder.class);
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final String NOT_THE_OWNER = "42501";

    /** The index of the subject's part of the table, for the number of dimensions of its vectors. */
    private static final String INDEX = """
            SELECT i.indexrelid::regclass::text
            FROM (
                SELECT tableoid AS part, vector_dims(embedding) AS dimensions
                FROM large_memories WHERE subject_id = :subject AND model = :model LIMIT 1) m
            JOIN pg_index i ON i.indrelid = m.part
            JOIN pg_inherits h ON h.inhrelid = i.indexrelid
            WHERE h.inhparent = to_regclass('large_memories_' || m.dimensions)""";

    private final DataSource connections;
    private final JdbcClient database;
    private final ScopedTransactions transactions;

    IndexRebuilder(DataSource connections, JdbcClient database, ScopedTransactions transactions) {
        this.connections = connections;
        this.database = database;
        this.transactions = transactions;
    }

    /** @return whether it was built; not where there is none, or where the services do not own it */
    boolean rebuild(IndexProbeRepository.Due subject) {
        return index(subject).map(this::rebuild).orElse(false);
    }

    private Optional<String> index(IndexProbeRepository.Due subject) {
        return transactions.in(TenantScope.of(subject.key().tenant()), () -> database.sql(INDEX)
                .param("subject", subject.key().subject())
                .param("model", subject.model())
                .query(String.class)
                .optional());
    }

    private boolean rebuild(String index) {
        String sql = "REINDEX INDEX CONCURRENTLY " + index;
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
            // What a former attempt left behind when it was broken off.
            statement.execute("DROP INDEX CONCURRENTLY IF EXISTS " + index + "_ccnew");
            // pgvector up to 0.8.1 can write past its buffer when several processes build an index.
            statement.execute("SET max_parallel_maintenance_workers = 0");
            try {
                statement.execute(sql);
            } finally {
                statement.execute("RESET max_parallel_maintenance_workers");
            }
            return true;
        } catch (SQLException e) {
            if (NOT_THE_OWNER.equals(e.getSQLState())) {
                log.warn("The services do not own {}: an administrator can build it anew with {}", index, sql);
                return false;
            }
            throw new UncategorizedSQLException("rebuild", sql, e);
        }
    }
}
