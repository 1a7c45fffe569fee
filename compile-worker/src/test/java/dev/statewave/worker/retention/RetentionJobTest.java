package dev.statewave.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.worker.TestWorker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionJobTest {

    private final TestWorker worker = new TestWorker();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void expiredMemories_areRetired_ofEverySubject() {
        for (int i = 0; i < 250; i++) {
            memory("expired:" + i, "now() - interval '1 minute'");
        }
        memory("valid:1", "now() + interval '1 hour'");
        memory("valid:2", "NULL");

        RetentionJobs.run(worker);

        assertThat(count("SELECT count(*) FROM memories WHERE subject_id LIKE 'expired:%' AND status = 'tombstoned'"))
                .isEqualTo(250);
        assertThat(count("SELECT count(*) FROM memories WHERE subject_id LIKE 'valid:%' AND status = 'active'"))
                .isEqualTo(2);
    }

    @Test
    void rules_giveMemoriesAnEnd_theNearestOneCounts() {
        worker.database().update("""
                INSERT INTO retention_rules (tenant_id, subject_id, applies_to, days) VALUES
                    ('ruled', '', 'memories', 10), ('ruled', '', 'procedure', 3), ('ruled', 'own', 'memories', 30)""");
        for (String subject : List.of("a", "b", "own")) {
            for (int days : List.of(1, 5, 20)) {
                worker.database().update("""
                        INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence,
                            valid_from, status, source_episode_ids, metadata, created_at, updated_at)
                        SELECT gen_random_uuid(), tenant, ?, kind, ?, 's', 1, now() - ? * interval '1 day', 'active',
                            '{}', '{}', now(), now()
                        FROM unnest(ARRAY['procedure', 'profile_fact']) AS kind,
                            unnest(ARRAY['ruled', 'other']) AS tenant""", subject, String.valueOf(days), days);
            }
        }

        RetentionJobs.run(worker);

        String gone = """
                SELECT string_agg(subject_id || ' ' || kind || ' ' || content, ', ' ORDER BY subject_id, kind, content)
                FROM memories WHERE tenant_id = 'ruled' AND status = 'tombstoned'""";
        assertThat(worker.database().text(gone))
                .isEqualTo("a procedure 20, a procedure 5, a profile_fact 20, "
                        + "b procedure 20, b procedure 5, b profile_fact 20");
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = 'ruled' AND status = 'active' AND valid_to "
                        + "IS NOT NULL AND valid_to <= valid_from + interval '10 days'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = 'other' AND valid_to IS NOT NULL"))
                .isZero();
    }

    @Test
    void memory_isGivenItsEnd_beforeItComes() {
        worker.database()
                .update("INSERT INTO retention_rules (tenant_id, subject_id, applies_to, days) VALUES "
                        + "('soon', '', 'memories', 10)");
        worker.database().update("""
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                    source_episode_ids, metadata, created_at, updated_at)
                VALUES (gen_random_uuid(), 'soon', 's', 'procedure', 'c', 's', 1, now() - interval '9 days 2 hours',
                    'active', '{}', '{}', now(), now())""");

        RetentionJobs.run(worker);

        assertThat(count("SELECT count(*) FROM memories WHERE tenant_id = 'soon' AND status = 'active' "
                        + "AND valid_to = valid_from + interval '10 days'"))
                .isEqualTo(1);
    }

    @Test
    void tombstones_areDeleted_withTheirPassages_afterTheirTime() {
        for (int days : List.of(1, 40)) {
            worker.database().update("""
                    WITH old AS (
                        INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                            status, source_episode_ids, metadata, created_at, updated_at, retired_at)
                        VALUES (gen_random_uuid(), 'graves', 's', 'procedure', ?, 's', 1, now(), 'tombstoned', '{}', '{}',
                            now(), now(), now() - ? * interval '1 day')
                        RETURNING id)
                    INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                        status, source_episode_ids, metadata, created_at, updated_at, passage_of)
                    SELECT gen_random_uuid(), 'graves', 's', 'passage', 'p', 's', 1, now(), 'active', '{}', '{}', now(),
                        now(), id FROM old""", String.valueOf(days), days);
        }

        RetentionJobs.deleteTombstones(worker, Duration.ofDays(30));

        assertThat(
                        worker.database()
                                .text(
                                        "SELECT string_agg(content, ' ' ORDER BY content) FROM memories WHERE tenant_id = 'graves'"))
                .isEqualTo("1 p");
    }

    @Test
    void receipts_areTombstoned_asTheirTenantSays() {
        for (String tenant : List.of("thirty", "forever", "unset", "odd", "none")) {
            worker.database().update("""
                    INSERT INTO receipts (receipt_id, tenant_id, subject_id, created_at, body, hash) VALUES
                        ('old-' || ?, ?, 's', now() - interval '31 days', '{}', 'h'),
                        ('new-' || ?, ?, 's', now() - interval '29 days', '{}', 'h')""", tenant, tenant, tenant, tenant);
        }
        worker.database().update("""
                INSERT INTO tenant_configs (tenant_id, config, version) VALUES
                    ('thirty', '{"receipt_retention_days": 30}', 1), ('forever', '{"receipt_retention_days": 0}', 1),
                    ('unset', '{}', 1), ('odd', '{"receipt_retention_days": "1"}', 1)""");

        RetentionJobs.run(worker);
        RetentionJobs.run(worker);

        assertThat(worker.database().text("""
                        SELECT string_agg(receipt_id, ' ') FROM receipts
                        WHERE status = 'tombstoned' AND tombstoned_at IS NOT NULL""")).isEqualTo("old-thirty");
        assertThat(count("SELECT count(*) FROM receipts WHERE receipt_id LIKE 'old-%' OR receipt_id LIKE 'new-%'"))
                .isEqualTo(10);
    }

    @Test
    void whatIsOlderThanItsTime_isDeleted_inBatches() {
        worker.database().update("""
                INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, created_at)
                SELECT 'old' || i, '', 'kept:1', 'async', 'completed', now() - interval '8 days'
                FROM generate_series(1, 2500) AS i""");
        worker.database().update("""
                INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, created_at) VALUES
                    ('abandoned', '', 'kept:1', 'async', 'pending', now() - interval '8 days'),
                    ('waiting', '', 'kept:1', 'async', 'pending', now() - interval '6 days'),
                    ('ended', '', 'kept:1', 'async', 'failed', now() - interval '6 days')""");
        worker.database().update("""
                INSERT INTO subject_deletions VALUES (9001, 1, 0, 0, now() - interval '25 hours'),
                    (9001, 2, 0, 0, now() - interval '23 hours')""");
        worker.database().update("""
                INSERT INTO query_embeddings VALUES ('\\x01', 'm', '\\x00', now() - interval '8 days'),
                    ('\\x02', 'm', '\\x00', now())""");
        worker.database().update("""
                INSERT INTO episode_batches (id, size, persisted, subjects, started_at) VALUES
                    (gen_random_uuid(), 9, 1, '{old}', now() - interval '8 days'),
                    (gen_random_uuid(), 9, 1, '{new}', now())""");

        RetentionJobs.run(worker);

        String jobs = "SELECT string_agg(job_id, ' ' ORDER BY job_id) FROM compile_jobs WHERE subject_id = 'kept:1'";
        assertThat(worker.database().text(jobs)).isEqualTo("ended waiting");
        assertThat(count("SELECT max(log_offset) FROM subject_deletions WHERE log_partition = 9001"))
                .isEqualTo(2);
        assertThat(count("SELECT count(*) FROM subject_deletions WHERE log_partition = 9001"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM query_embeddings WHERE model = 'm'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM episode_batches WHERE subjects IN ('{old}', '{new}')"))
                .isEqualTo(1);
    }

    private long count(String sql) {
        return worker.database().count(sql);
    }

    private void memory(String subject, String validTo) {
        String sql = """
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                    valid_to, status, source_episode_ids, metadata, created_at, updated_at)
                VALUES (?, '', ?, 'procedure', 'c', 's', 1, now(), %s, 'active', '{}', '{}',
                    now(), now())""".formatted(validTo);
        worker.database().update(sql, UUID.randomUUID(), subject);
    }
}
