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
