-- What a memory claims, beside its metadata: row-level security lets an index be used for columns, and not for what is inside of a document.
ALTER TABLE memories
    ADD COLUMN claim_key text GENERATED ALWAYS AS (metadata -> 'claim' ->> 'key') STORED,
    ADD COLUMN claim_scope text GENERATED ALWAYS AS (metadata -> 'claim' ->> 'scope') STORED,
    ADD COLUMN claim_value text GENERATED ALWAYS AS (metadata -> 'claim' ->> 'value') STORED;

-- A compile asks what else was claimed of the same, however long ago. Scopes and values are short: what is longer makes no claim.
CREATE INDEX memories_by_claim ON memories (subject_id, tenant_id, claim_key, claim_scope, claim_value)
    WHERE status = 'active' AND claim_key IS NOT NULL;
