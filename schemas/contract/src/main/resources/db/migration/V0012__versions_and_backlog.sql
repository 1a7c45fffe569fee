-- Which version of a subject's memories, vectors and resolutions stands here, so that readers may keep what they have read of it. It changes with every
-- transaction that takes the lock of the subject, under which alone they are changed, and is the number of that transaction.
CREATE TABLE subject_versions (
    tenant_id  text   NOT NULL,
    subject_id text   NOT NULL,
    version    bigint NOT NULL,
    PRIMARY KEY (subject_id, tenant_id)
) WITH (fillfactor = 70);
SELECT keep_tenants_apart('subject_versions');
INSERT INTO subject_versions (tenant_id, subject_id, version) SELECT tenant_id, subject_id, 0 FROM subject_compiles;

-- Subjects with episodes that are not compiled yet, so that what waits can be counted at any time. The writer adds them, a compile that has
-- reached the last offset removes them.
CREATE TABLE uncompiled_subjects (
    tenant_id     text        NOT NULL,
    subject_id    text        NOT NULL,
    last_offset   bigint      NOT NULL,
    waiting_since timestamptz NOT NULL,
    PRIMARY KEY (subject_id, tenant_id)
) WITH (fillfactor = 70);
SELECT keep_tenants_apart('uncompiled_subjects');
CREATE INDEX uncompiled_subjects_by_age ON uncompiled_subjects (waiting_since);
INSERT INTO uncompiled_subjects (tenant_id, subject_id, last_offset, waiting_since)
SELECT e.tenant_id, e.subject_id, max(e.log_offset), min(e.created_at)
FROM episodes e LEFT JOIN subject_compiles c USING (subject_id, tenant_id)
WHERE e.log_offset > coalesce(c.compiled_through, -1)
GROUP BY e.tenant_id, e.subject_id;
