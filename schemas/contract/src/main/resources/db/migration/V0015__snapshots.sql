-- Subjects that are kept as they once were. What a snapshot holds stands in the subject tenant_id, subject_id of the row, whose id no list
-- shows, so that copying, erasing and keeping tenants apart need no second set of tables.
CREATE TABLE snapshots (
    id                uuid        PRIMARY KEY,
    tenant_id         text        NOT NULL,
    subject_id        text        NOT NULL,
    name              text        NOT NULL,
    version           integer     NOT NULL,
    source_subject_id text        NOT NULL,
    episode_count     integer     NOT NULL,
    memory_count      integer     NOT NULL,
    metadata          json        NOT NULL,
    created_at        timestamptz NOT NULL,
    UNIQUE (name, version)
);
CREATE INDEX snapshots_by_subject ON snapshots (subject_id, tenant_id);

SELECT keep_tenants_apart('snapshots'::regclass);
