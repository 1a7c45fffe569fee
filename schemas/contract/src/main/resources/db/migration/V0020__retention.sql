-- What was erased, where, and how far that is. A row stays as the proof; it names the subject by a fingerprint alone once the erasure is complete.
CREATE TABLE erasures (
    erasure_id     uuid        PRIMARY KEY,
    tenant_id      text        NOT NULL,
    -- SHA-256 of the subject's key.
    fingerprint    bytea       NOT NULL,
    -- Null once it is complete: dead letters are told by it until then.
    erased_subject text,
    log_partition  integer     NOT NULL,
    log_offset     bigint      NOT NULL,
    requested_at   timestamptz NOT NULL,
    applied_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Rows that this transaction deleted may be needed by older ones.
    applied_in     xid8        NOT NULL DEFAULT pg_current_xact_id(),
    settle_at      timestamptz NOT NULL,
    trim_at        timestamptz NOT NULL,
    complete_by    timestamptz NOT NULL,
    -- How many rows of each table were deleted.
    deleted_rows   jsonb       NOT NULL,
    -- Snapshots of the subject that were not erased with it.
    kept_snapshots jsonb       NOT NULL,
    -- Up to which offset each partition may hold records about the subject; null until these have come to rest.
    marks          jsonb,
    -- How many dead letters were removed, by topic.
    letters        jsonb,
    trimmed_at     timestamptz,
    -- Whether each table was written anew.
    rewritten      jsonb,
    completed_at   timestamptz,
    -- What it waits for, for a person; null where it waits for its time.
    waits_for      text
);
CREATE INDEX erasures_pending ON erasures (requested_at) WHERE completed_at IS NULL;
CREATE INDEX erasures_by_tenant ON erasures (tenant_id, requested_at);
SELECT keep_tenants_apart('erasures');

-- Which worker carries erasures on. Two of them could copy the dead letters that the other one has just removed.
CREATE TABLE erasure_lease (
    id         integer     PRIMARY KEY CHECK (id = 1),
    held_until timestamptz NOT NULL
);
INSERT INTO erasure_lease VALUES (1, '-infinity');
GRANT SELECT, UPDATE ON erasure_lease TO statewave_app;

CREATE INDEX snapshots_by_source ON snapshots (source_subject_id, tenant_id);

-- Writes a table anew, so that no page holds a remainder of what was deleted from it. A vacuum leaves these bytes where they are until others take
-- their place. The services do not own the tables, so it works with the rights of who does.
CREATE FUNCTION rewrite_erased(kept regclass, erased_in xid8, most_bytes bigint) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT SET lock_timeout = '3s' AS $$
DECLARE
    sorted_by name;
BEGIN
    IF pg_total_relation_size(kept) > most_bytes THEN
        RETURN 'larger';
    END IF;
    -- A row that an older transaction may still read is kept by the rewriting.
    IF EXISTS (SELECT FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()
                AND age(backend_xmin) >= age(erased_in::xid))
        OR EXISTS (SELECT FROM pg_replication_slots WHERE xmin IS NOT NULL AND age(xmin) >= age(erased_in::xid)) THEN
        RETURN 'held';
    END IF;
    SELECT c.relname INTO STRICT sorted_by FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = kept AND i.indisprimary;
    EXECUTE format('CLUSTER %s USING %I', kept, sorted_by);
    RETURN 'rewritten';
END $$;
REVOKE EXECUTE ON FUNCTION rewrite_erased(regclass, xid8, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rewrite_erased(regclass, xid8, bigint) TO statewave_app;

-- ANALYZE copies common values and a histogram of each column into pg_statistic, where no erase finds them. No plan needs those of texts.
DO $$
DECLARE
    of_text record;
BEGIN
    FOR of_text IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND (table_name, column_name) IN (
            ('episodes', 'source'), ('episodes', 'type'), ('episodes', 'session_id'), ('episodes', 'payload'), ('episodes', 'metadata'),
            ('episodes', 'provenance'), ('episodes', 'idempotency_key'),
            ('memories', 'content'), ('memories', 'summary'), ('memories', 'metadata'), ('memories', 'sensitivity_labels'),
            ('memories', 'suggested_labels'), ('memories', 'words'), ('memories', 'claim_scope'), ('memories', 'claim_value'),
            ('resolutions', 'session_id'), ('resolutions', 'resolution_summary'), ('resolutions', 'metadata'),
            ('model_extractions', 'output'), ('model_fallbacks', 'reason'), ('episodes_without_memory', 'reason'),
            ('compile_jobs', 'error'), ('webhook_deliveries', 'last_error'), ('subject_health', 'factors'), ('receipts', 'body'),
            ('snapshots', 'metadata'), ('subject_sessions', 'session_id'), ('large_memories', 'words'), ('large_words', 'word'))
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET STATISTICS 0', of_text.table_name, of_text.column_name);
    END LOOP;
END $$;

-- After how many days memories of a tenant, or of one subject of it (subject_id is '' otherwise), expire: those of a kind, or all ('memories').
CREATE TABLE retention_rules (
    tenant_id  text        NOT NULL,
    subject_id text        NOT NULL,
    applies_to text        NOT NULL,
    days       integer     NOT NULL CHECK (days BETWEEN 1 AND 36500),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject_id, tenant_id, applies_to)
);
CREATE INDEX retention_rules_by_tenant ON retention_rules (tenant_id);
SELECT keep_tenants_apart('retention_rules');

-- The rule of the subject goes before that of its tenant, and that of the kind before that of all. Null where there is none.
CREATE FUNCTION retention_days(of_tenant text, of_subject text, of_kind text) RETURNS integer LANGUAGE sql STABLE
    RETURN (SELECT r.days FROM retention_rules r
        WHERE r.tenant_id = of_tenant AND r.subject_id IN (of_subject, '') AND r.applies_to IN (of_kind, 'memories')
        ORDER BY r.subject_id = '', r.applies_to = 'memories' LIMIT 1);

CREATE INDEX memories_tombstoned ON memories (retired_at) WHERE status = 'tombstoned';
