-- What contexts and handoffs were made of, for those who asked. The body is text and no json type: a signature is one of its bytes.
CREATE TABLE receipts (
    -- A ULID, so that the order of the ids is that of time.
    receipt_id    text        COLLATE "C" PRIMARY KEY,
    tenant_id     text        NOT NULL,
    subject_id    text        NOT NULL,
    created_at    timestamptz NOT NULL,
    status        text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'tombstoned')),
    tombstoned_at timestamptz,
    body          text        NOT NULL,
    signature     text,
    -- The hash of the receipt before it, of the same tenant; null for the first one.
    prev_hash     text,
    hash          text        NOT NULL
);
CREATE INDEX receipts_by_subject ON receipts (subject_id, receipt_id, tenant_id);
CREATE INDEX receipts_by_tenant ON receipts (tenant_id, receipt_id);
-- Lists leave tombstoned ones out, of which there may be many more: a last page must not walk over all of them.
CREATE INDEX receipts_active ON receipts (receipt_id) WHERE status = 'active';
CREATE INDEX receipts_active_by_subject ON receipts (subject_id, receipt_id, tenant_id) WHERE status = 'active';
CREATE INDEX receipts_active_by_tenant ON receipts (tenant_id, receipt_id) WHERE status = 'active';
CREATE INDEX receipts_by_age ON receipts (tenant_id, created_at) WHERE status = 'active';

-- The last hash of each tenant. Apart from the receipts: the chain goes on when the last receipt is erased with its subject.
CREATE TABLE receipt_chains (
    tenant_id text PRIMARY KEY,
    hash      text NOT NULL
) WITH (fillfactor = 50);

-- When subjects were erased whose receipts may still stand on Kafka. A fingerprint tells the subject to whoever knows its id, and to nobody else.
CREATE TABLE receipt_erasures (
    fingerprint bytea       PRIMARY KEY,
    tenant_id   text        NOT NULL,
    erased_at   timestamptz NOT NULL
);
CREATE INDEX receipt_erasures_by_age ON receipt_erasures (erased_at);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['receipts', 'receipt_chains', 'receipt_erasures']::regclass[]) AS kept;
