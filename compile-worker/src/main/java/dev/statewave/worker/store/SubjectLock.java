package dev.statewave.worker.store;

import dev.statewave.contract.subjectlog.SubjectKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Held until the end of a transaction by whoever changes rows of a subject that others change too. It settles, among
 * others, the race between a compile that is about to store memories and a delete that has just removed the episodes
 * behind them.
 *
 * <p>Locks are taken in one order everywhere, so no two transactions can wait for each other: first the log position of
 * a partition, then subjects, then rows. Only the writer takes more than one subject, in the order of its partition; a
 * subject stands on one partition. Whoever deletes single episodes takes the position of their partition too, because
 * the writer counts episodes without the lock of their subject. Rows of a subject that more than one transaction
 * changes are touched under its lock. Rows that belong to no subject are locked in the order of their ids, or skipped
 * where somebody else has them.
 */
@Component
public class SubjectLock {

    private final JdbcClient database;

    SubjectLock(JdbcClient database) {
        this.database = database;
    }

    /**
     * Also gives the subject a new version, so that no reader goes on with what it has kept of it, and what is changed
     * from here on the moment that history knows it by. May be called again in the same transaction.
     */
    public void take(SubjectKey key) {
        database.sql("""
                        WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended(?, 0))),
                        timed AS MATERIALIZED (
                            SELECT set_config('statewave.recorded_at', clock_timestamp()::text, true) FROM locked)
                        INSERT INTO subject_versions AS known (tenant_id, subject_id, version)
                        SELECT ?, ?, pg_current_xact_id()::text::bigint FROM timed
                        ON CONFLICT (subject_id, tenant_id) DO UPDATE SET version = excluded.version
                        WHERE known.version <> excluded.version""")
                .param(key.encoded())
                .param(key.tenant())
                .param(key.subject())
                .update();
    }

    /** As {@link #take}, for changes of rows that no reader keeps: the version stays. */
    public void takeUnchanged(SubjectKey key) {
        database.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(key.encoded())
                .query((row, i) -> true)
                .single();
    }
}
