-- An erase of a subject deletes its deliveries. Without this index it reads the whole table.
CREATE INDEX webhook_deliveries_by_subject ON webhook_deliveries (subject_id, tenant_id) WHERE subject_id IS NOT NULL;
