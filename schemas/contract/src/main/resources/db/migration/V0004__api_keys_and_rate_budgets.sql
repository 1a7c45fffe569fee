-- Keys that the gateway issues. Of a secret only the SHA-256 hash is kept: it has 256 random bits, so nobody can try them through, and a
-- hash that is slow on purpose would only slow down every request. tenant_id is '' where the key is good for any tenant.
CREATE TABLE api_keys (
    id                   text        PRIMARY KEY,
    name                 text        NOT NULL,
    tenant_id            text        NOT NULL,
    scopes               text[]      NOT NULL CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'admin']),
    rpm                  integer     CHECK (rpm > 0),
    secret_hash          bytea       NOT NULL,
    previous_hash        bytea,
    previous_valid_until timestamptz,
    created_at           timestamptz NOT NULL,
    rotated_at           timestamptz,
    expires_at           timestamptz,
    revoked_at           timestamptz
);
CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, created_at DESC);

-- How much of a budget of one minute the replicas of the gateway have taken. A row changes with each slice that one of them takes and not
-- with each request. Old minutes are deleted.
CREATE TABLE rate_budgets (
    window_start timestamptz NOT NULL,
    kind         text        NOT NULL,
    bucket       text        NOT NULL,
    leased       integer     NOT NULL,
    last_lease   integer     NOT NULL,
    PRIMARY KEY (window_start, kind, bucket)
);
