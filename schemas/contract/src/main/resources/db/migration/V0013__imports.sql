-- An import comes as several records of the log. Its parts wait here, as they are on the log, until the record that completes it; then
-- they are applied in one transaction, so that nobody sees a part of an import.
CREATE TABLE staged_imports (
    import_id     uuid        NOT NULL,
    log_partition integer     NOT NULL,
    log_offset    bigint      NOT NULL,
    tenant_id     text        NOT NULL,
    subject_id    text        NOT NULL,
    part          bytea       NOT NULL,
    staged_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (import_id, log_offset)
);
CREATE INDEX staged_imports_by_subject ON staged_imports (subject_id, tenant_id);
CREATE INDEX staged_imports_by_age ON staged_imports (staged_at);

-- How an import ended, to answer its caller, and what is left to be derived of it: words and passages, which are made behind it.
CREATE TABLE subject_imports (
    import_id    uuid        PRIMARY KEY,
    tenant_id    text        NOT NULL,
    subject_id   text        NOT NULL,
    first_offset bigint      NOT NULL,
    last_offset  bigint      NOT NULL,
    episodes     integer     NOT NULL,
    memories     integer     NOT NULL,
    refused      text,
    applied_at   timestamptz NOT NULL,
    finished_at  timestamptz
);
CREATE INDEX subject_imports_by_subject ON subject_imports (subject_id, tenant_id);
CREATE INDEX subject_imports_by_age ON subject_imports (applied_at);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['staged_imports', 'subject_imports']::regclass[]) AS kept;

-- True for an episode whose memories came with it: the progress of its subject does not count for it. Null for all others; the former
-- version of the writer knows nothing of the column while both run.
ALTER TABLE episodes ADD COLUMN already_compiled boolean;
