-- Work of single tenants that operators have paused. Written by the ingest-service; who does the work looks at it every second.
CREATE TABLE tenant_pauses (
    tenant_id text        NOT NULL CHECK (tenant_id <> ''),
    role      text        NOT NULL CHECK (role IN ('compiler', 'embedder', 'deliveries')),
    since     timestamptz NOT NULL DEFAULT now(),
    -- The id of the API key that did it.
    actor     text        NOT NULL,
    reason    text,
    PRIMARY KEY (tenant_id, role)
);

-- Records of paused tenants, taken out of Kafka so that the records of others behind them are read. They are sent again once the pause has ended.
CREATE TABLE held_records (
    tenant_id  text        NOT NULL,
    -- Empty for a record about no subject, or about several.
    subject_id text        NOT NULL,
    role       text        NOT NULL,
    -- Of two records of a subject that ask for the same, the one of the higher rank stands for both, or the later one.
    slot       text        NOT NULL,
    rank       bigint      NOT NULL DEFAULT 0,
    topic      text        NOT NULL,
    record_key text,
    value      bytea       NOT NULL,
    -- [{"name", "value"}], the values in base64.
    headers    jsonb       NOT NULL,
    -- The order in which they are sent again. It changes with the record, so that nobody deletes a later one unsent.
    version    bigint      GENERATED ALWAYS AS IDENTITY,
    -- Of what the record tells; an erase deletes what is older than it.
    happened_at timestamptz NOT NULL,
    held_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, subject_id, role, slot)
);
-- The tenants of a role are found by a step for each of them, whatever many records they have.
CREATE INDEX held_records_in_order ON held_records (role, tenant_id, version);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['tenant_pauses', 'held_records']::regclass[]) AS kept;

-- ANALYZE would copy texts to where no erase finds them.
ALTER TABLE held_records ALTER COLUMN value SET STATISTICS 0, ALTER COLUMN headers SET STATISTICS 0;
