package dev.statewave.harness.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What holds in the end, whatever was killed on the way. */
enum Guarantee {
    NO_LOSS_AND_NO_DUPLICATE {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException {
            var stored = stored(database);
            accepted.bySubject().forEach((subject, numbers) -> assertThat(stored.getOrDefault(subject, List.of()))
                    .as(subject)
                    .containsExactlyInAnyOrderElementsOf(numbers));
            assertThat(stored.keySet()).isEqualTo(accepted.bySubject().keySet());
        }
    },

    ORDER_WITHIN_A_SUBJECT {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException {
            stored(database)
                    .forEach((subject, numbers) ->
                            assertThat(numbers).as(subject).isSorted());
        }
    },

    READ_YOUR_WRITES {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) {
            assertThat(accepted.unreadable).isEmpty();
        }
    },

    LEDGER {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException {
            assertThat(deadLetters).as("dead letters").isEqualTo(accepted.invalid.get());
            assertThat(count(database, "SELECT count(*) FROM episodes"))
                    .as("persisted")
                    .isEqualTo(accepted.count());
            assertThat(count(database, """
                    SELECT count(*) FROM episodes e LEFT JOIN subject_compiles c USING (subject_id, tenant_id)
                    WHERE c.compiled_through IS NULL OR c.compiled_through < e.log_offset""")).as("pending").isZero();
        }
    },

    COMPILED_ONCE {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException {
            assertThat(count(database, """
                    SELECT count(*)
                    FROM (SELECT unnest(source_episode_ids) AS id FROM memories WHERE kind = 'episode_summary') s
                    GROUP BY id HAVING count(*) > 1 UNION ALL SELECT 0 LIMIT 1""")).as("episodes told twice").isZero();
            assertThat(count(database, "SELECT count(*) FROM memories WHERE kind = 'episode_summary'"))
                    .isEqualTo(accepted.count());
        }
    },

    EVERY_EVENT_IS_DELIVERED {
        @Override
        void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException {
            try (var statement = database.createStatement();
                    var rows = statement.executeQuery("SELECT id::text FROM episodes")) {
                var missing = new ArrayList<String>();
                while (rows.next()) {
                    if (!heard.contains(rows.getString(1))) {
                        missing.add(rows.getString(1));
                    }
                }
                assertThat(missing).isEmpty();
            }
        }
    };

    /** @param heard ids of the episodes that the webhook receiver was told of */
    abstract void check(Accepted accepted, Connection database, Set<String> heard, int deadLetters) throws SQLException;

    private static TreeMap<String, List<Integer>> stored(Connection database) throws SQLException {
        var stored = new TreeMap<String, List<Integer>>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "SELECT subject_id, (payload->>'n')::int FROM episodes ORDER BY subject_id, log_offset")) {
            while (rows.next()) {
                stored.computeIfAbsent(rows.getString(1), s -> new ArrayList<>())
                        .add(rows.getInt(2));
            }
        }
        return stored;
    }

    static long count(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
