-- Rebuilds of many subjects, and how far each has come. What a rebuild is about is chosen when it is begun.
CREATE TABLE rebuilds (
    id           text        PRIMARY KEY,
    -- '' for all tenants
    tenant_id    text        NOT NULL,
    selection    jsonb       NOT NULL,
    subjects     bigint      NOT NULL,
    status       text        NOT NULL CHECK (status IN ('running', 'completed')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz
);
CREATE INDEX rebuilds_by_time ON rebuilds (created_at, id);

CREATE TABLE rebuild_subjects (
    rebuild_id   text        NOT NULL REFERENCES rebuilds ON DELETE CASCADE,
    tenant_id    text        NOT NULL,
    subject_id   text        NOT NULL,
    status       text        NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'requested', 'done', 'failed')),
    requested_at timestamptz,
    memories     bigint      NOT NULL DEFAULT 0,
    error        text,
    PRIMARY KEY (subject_id, tenant_id, rebuild_id)
);
CREATE INDEX rebuild_subjects_by_rebuild ON rebuild_subjects (rebuild_id, status);
CREATE INDEX rebuild_subjects_open ON rebuild_subjects (status, requested_at) WHERE status IN ('pending', 'requested');

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['rebuilds', 'rebuild_subjects']::regclass[]) AS kept;
