package dev.statewave.worker.store;

import dev.statewave.contract.subjectlog.SubjectKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Held until the end of a transaction by whoever changes the memories of a subject. It settles the race between a
 * compile that is about to store memories and a delete that has just removed the episodes behind them.
 */
@Component
public class SubjectLock {

    private final JdbcClient database;

    SubjectLock(JdbcClient database) {
        this.database = database;
    }

    public void take(SubjectKey key) {
        database.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(key.encoded())
                .query((row, i) -> true)
                .single();
    }
}
