-- What was known when: a context can be asked for as of a moment, and a receipt can be replayed. Contents never change, so only what does
-- change is kept, as it was before, in the transaction that changes it. Nothing of this is read for a context of the present.

-- Of a change, the moment at which its transaction had the lock of the subject; transactions that wait for one another have different ones.
CREATE FUNCTION recorded_now() RETURNS timestamptz LANGUAGE sql VOLATILE
    RETURN coalesce(nullif(current_setting('statewave.recorded_at', true), '')::timestamptz, clock_timestamp());

-- created_at is not it: an import keeps the one of its document, and a rebuild that of what it replaces. Null: known since created_at.
ALTER TABLE memories ADD COLUMN recorded_at timestamptz;
ALTER TABLE memories ALTER COLUMN recorded_at SET DEFAULT recorded_now();
ALTER TABLE resolutions ADD COLUMN recorded_at timestamptz;
ALTER TABLE resolutions ALTER COLUMN recorded_at SET DEFAULT recorded_now();
-- Set for imported episodes alone; all others are known since created_at.
ALTER TABLE episodes ADD COLUMN recorded_at timestamptz;

-- A memory before a change. Columns that do not stand in it are as after the change.
CREATE TABLE memory_history (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id  text        NOT NULL,
    subject_id text        NOT NULL,
    memory_id  uuid        NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT recorded_now(),
    before     jsonb       NOT NULL,
    -- A rebuild deleted the row: all of it stands in before, and its vector here.
    removed    boolean     NOT NULL,
    model      text,
    embedding  halfvec
);
CREATE INDEX memory_history_by_subject ON memory_history (subject_id, tenant_id, memory_id, id);
CREATE INDEX memory_history_removed ON memory_history (changed_at) WHERE removed;

-- What can change of a memory. Its content cannot.
CREATE FUNCTION memory_state(m memories) RETURNS jsonb LANGUAGE sql STABLE
    RETURN jsonb_build_object('status', m.status, 'valid_from', m.valid_from, 'valid_to', m.valid_to, 'superseded_by', m.superseded_by,
        'sensitivity_labels', m.sensitivity_labels, 'suggested_labels', m.suggested_labels, 'metadata', m.metadata, 'summary', m.summary,
        'confidence', m.confidence, 'sequence', m.sequence, 'passage_of', m.passage_of, 'passages', m.passages,
        'retired_at', m.retired_at, 'updated_at', m.updated_at);

-- A rebuild changes a row several times; what it was before the first time counts.
CREATE FUNCTION memory_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO memory_history (tenant_id, subject_id, memory_id, before, removed)
    SELECT OLD.tenant_id, OLD.subject_id, OLD.id, memory_state(OLD), false
    WHERE NOT EXISTS (SELECT FROM memory_history
        WHERE subject_id = OLD.subject_id AND tenant_id = OLD.tenant_id AND memory_id = OLD.id AND changed_at = recorded_now());
    RETURN NULL;
END $$;

-- What was written by the same transaction was known to nobody before.
CREATE TRIGGER kept AFTER UPDATE OF status, valid_from, valid_to, superseded_by, sensitivity_labels, suggested_labels, metadata, sequence
    ON memories FOR EACH ROW WHEN (
        (OLD.status, OLD.valid_from, OLD.valid_to, OLD.superseded_by, OLD.sensitivity_labels, OLD.suggested_labels, OLD.metadata, OLD.sequence)
        IS DISTINCT FROM (NEW.status, NEW.valid_from, NEW.valid_to, NEW.superseded_by, NEW.sensitivity_labels, NEW.suggested_labels,
            NEW.metadata, NEW.sequence)
        AND OLD.recorded_at IS DISTINCT FROM recorded_now())
    EXECUTE FUNCTION memory_changed();

-- A resolution before a change. json and not one document: what a client sent may have an escaped NUL.
CREATE TABLE resolution_history (
    id                 bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id          text        NOT NULL,
    subject_id         text        NOT NULL,
    resolution_id      uuid        NOT NULL,
    changed_at         timestamptz NOT NULL DEFAULT recorded_now(),
    status             text        NOT NULL,
    resolution_summary text,
    metadata           json        NOT NULL,
    resolved_at        timestamptz,
    updated_at         timestamptz NOT NULL
);
CREATE INDEX resolution_history_by_subject ON resolution_history (subject_id, tenant_id, resolution_id, id);

CREATE FUNCTION resolution_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO resolution_history (tenant_id, subject_id, resolution_id, status, resolution_summary, metadata, resolved_at, updated_at)
    VALUES (OLD.tenant_id, OLD.subject_id, OLD.id, OLD.status, OLD.resolution_summary, OLD.metadata, OLD.resolved_at, OLD.updated_at);
    RETURN NULL;
END $$;
CREATE TRIGGER kept AFTER UPDATE ON resolutions FOR EACH ROW EXECUTE FUNCTION resolution_changed();

-- How far a subject was compiled before a compile, so that it is known which episodes were not compiled yet.
CREATE TABLE compile_history (
    id               bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id        text        NOT NULL,
    subject_id       text        NOT NULL,
    changed_at       timestamptz NOT NULL DEFAULT recorded_now(),
    compiled_through bigint      NOT NULL
);
CREATE INDEX compile_history_by_subject ON compile_history (subject_id, tenant_id, id);

CREATE FUNCTION compile_progressed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO compile_history (tenant_id, subject_id, compiled_through)
    VALUES (NEW.tenant_id, NEW.subject_id, CASE WHEN TG_OP = 'INSERT' THEN -1 ELSE OLD.compiled_through END);
    RETURN NULL;
END $$;
CREATE TRIGGER begun AFTER INSERT ON subject_compiles FOR EACH ROW EXECUTE FUNCTION compile_progressed();
CREATE TRIGGER kept AFTER UPDATE OF compiled_through ON subject_compiles
    FOR EACH ROW WHEN (OLD.compiled_through <> NEW.compiled_through) EXECUTE FUNCTION compile_progressed();

-- What a replay of a receipt needs and no client sees: how it was asked, and which parts of which stored texts the answer was made of.
ALTER TABLE receipts ADD COLUMN request text, ADD COLUMN recipe text;

-- The place of a receipt in the chain of its tenant, from 1.
ALTER TABLE receipts ADD COLUMN position bigint;
ALTER TABLE receipt_chains ADD COLUMN position bigint NOT NULL DEFAULT 0;

-- Receipts that were erased with their subjects, so that the chain has no gap that nobody explains. They say nothing of whom they were about.
CREATE TABLE erased_receipts (
    receipt_id text        COLLATE "C" PRIMARY KEY,
    tenant_id  text        NOT NULL,
    position   bigint      NOT NULL,
    prev_hash  text,
    hash       text        NOT NULL,
    erased_at  timestamptz NOT NULL
);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['memory_history', 'resolution_history', 'compile_history', 'erased_receipts']::regclass[]) AS kept;

-- Receipts that are there already are put in the order of their links; where an erase has left a gap, what follows it stands by time.
SELECT set_config('statewave.scope', 'all', true);
CREATE INDEX receipts_by_link ON receipts (tenant_id, prev_hash);
WITH RECURSIVE chain AS (
    SELECT r.tenant_id, r.receipt_id, r.hash, r.receipt_id AS first, 1 AS depth FROM receipts r
    WHERE NOT EXISTS (SELECT FROM receipts p WHERE p.tenant_id = r.tenant_id AND p.hash = r.prev_hash)
    UNION ALL
    SELECT n.tenant_id, n.receipt_id, n.hash, c.first, c.depth + 1
    FROM chain c JOIN receipts n ON n.tenant_id = c.tenant_id AND n.prev_hash = c.hash),
placed AS (SELECT receipt_id, row_number() OVER (PARTITION BY tenant_id ORDER BY first, depth) AS position FROM chain)
UPDATE receipts r SET position = p.position FROM placed p WHERE p.receipt_id = r.receipt_id;
DROP INDEX receipts_by_link;
UPDATE receipt_chains c SET position = (SELECT coalesce(max(position), 0) FROM receipts r WHERE r.tenant_id = c.tenant_id);
SELECT set_config('statewave.scope', '', true);

-- ANALYZE would copy texts into a catalog that no erase reaches, and no plan asks for those.
ALTER TABLE memory_history ALTER COLUMN before SET STATISTICS 0;
ALTER TABLE resolution_history ALTER COLUMN resolution_summary SET STATISTICS 0, ALTER COLUMN metadata SET STATISTICS 0;
ALTER TABLE receipts ALTER COLUMN request SET STATISTICS 0, ALTER COLUMN recipe SET STATISTICS 0;

CREATE INDEX receipts_by_position ON receipts (tenant_id, position);
CREATE INDEX erased_receipts_by_position ON erased_receipts (tenant_id, position);
