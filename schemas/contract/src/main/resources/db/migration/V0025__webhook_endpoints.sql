-- Where tenants want their events delivered. Written by the ingest-service; the dispatcher writes how it goes: enabled, disabled_*,
-- failing_since and notices.
CREATE TABLE webhook_endpoints (
    id              uuid        PRIMARY KEY,
    seq             bigint      GENERATED ALWAYS AS IDENTITY UNIQUE,
    tenant_id       text        NOT NULL,
    url             text        NOT NULL,
    description     text        NOT NULL,
    -- Empty for all events but those about endpoints.
    event_types     text[]      NOT NULL,
    subject_prefix  text        NOT NULL,
    headers         jsonb       NOT NULL,
    -- The newest first: {"key", "public_key", "created_at", "expires_at"}; a key without an end is the one that stays.
    secrets         jsonb       NOT NULL,
    -- Attempts a second; null for no limit.
    rate            integer,
    ordering        text        NOT NULL CHECK (ordering IN ('fifo', 'best_effort')),
    paused          boolean     NOT NULL,
    enabled         boolean     NOT NULL,
    -- That of the settings, which only the dispatcher writes.
    read_only       boolean     NOT NULL DEFAULT false,
    disabled_at     timestamptz,
    disabled_reason text,
    -- The first failure since the last success.
    failing_since   timestamptz,
    -- Of which share of a delivery's tries, in percent, others were told since then.
    failing_level   integer     NOT NULL DEFAULT 0,
    -- The last operational events about it, the newest first.
    notices         jsonb       NOT NULL DEFAULT '[]',
    version         integer     NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX webhook_endpoints_by_tenant ON webhook_endpoints (tenant_id, seq);

-- One delivery for each event and endpoint. The endpoint of the settings has the id of zeros, and its deliveries are tried by way of Kafka;
-- the others lie here until next_attempt_at. null there: a delivery that waits for an earlier one of its subject.
ALTER TABLE webhook_deliveries
    ADD COLUMN seq           bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN endpoint_id   uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ADD COLUMN event_id      uuid,
    ADD COLUMN body          text,
    -- Who attempts it has until then to say how that went.
    ADD COLUMN claimed_until timestamptz;

CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (endpoint_id, created_at, seq);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, next_attempt_at, seq)
    WHERE status = 'pending' AND next_attempt_at IS NOT NULL;
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries (endpoint_id, subject_id, seq) WHERE status = 'pending';
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, subject_id, seq)
    WHERE status = 'pending' AND next_attempt_at IS NULL;
CREATE INDEX webhook_deliveries_tests ON webhook_deliveries (seq) WHERE status = 'pending' AND event = 'webhook.test';
-- Their bodies name several subjects, so an erase of one of them has to find them.
CREATE INDEX webhook_deliveries_of_batches ON webhook_deliveries (tenant_id, created_at)
    WHERE event = 'episodes.batch_created' AND body IS NOT NULL;

-- What was sent and answered. Attempts go with their delivery.
CREATE TABLE webhook_attempts (
    seq              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id        text        NOT NULL,
    endpoint_id      uuid        NOT NULL,
    delivery_id      uuid        NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    attempt          integer     NOT NULL,
    started_at       timestamptz NOT NULL,
    duration_ms      integer     NOT NULL,
    outcome          text        NOT NULL CHECK (outcome IN ('delivered', 'retry', 'permanent')),
    http_status      integer,
    error            text,
    url              text        NOT NULL,
    request_headers  jsonb       NOT NULL,
    response_headers jsonb       NOT NULL,
    response_body    text        NOT NULL
);
CREATE INDEX webhook_attempts_by_delivery ON webhook_attempts (delivery_id);
CREATE INDEX webhook_attempts_by_endpoint ON webhook_attempts (endpoint_id, seq);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['webhook_endpoints', 'webhook_attempts']::regclass[]) AS kept;

-- ANALYZE would copy texts to where no erase finds them.
ALTER TABLE webhook_deliveries ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE webhook_attempts
    ALTER COLUMN error SET STATISTICS 0, ALTER COLUMN url SET STATISTICS 0,
    ALTER COLUMN request_headers SET STATISTICS 0, ALTER COLUMN response_headers SET STATISTICS 0,
    ALTER COLUMN response_body SET STATISTICS 0;
