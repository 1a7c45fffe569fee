-- Which callers are shown which memories. tenant_id is '' for what holds for all tenants that have nothing of their own. A bundle is as it was
-- uploaded: receipts name it by its hash.
CREATE TABLE policy_bundles (
    tenant_id   text        NOT NULL,
    bundle_hash text        NOT NULL,
    content     text        NOT NULL,
    rule_count  integer     NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, bundle_hash)
);

-- The one bundle of a scope that holds.
CREATE TABLE policy_activations (
    tenant_id    text        PRIMARY KEY,
    bundle_hash  text        NOT NULL,
    activated_at timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (tenant_id, bundle_hash) REFERENCES policy_bundles
);

-- How often a rule of a bundle has fired, for a memory in a read. Added to every few seconds by the services that read.
CREATE TABLE policy_rule_hits (
    tenant_id   text        NOT NULL,
    bundle_hash text        NOT NULL,
    rule_id     text        NOT NULL,
    hits        bigint      NOT NULL,
    last_hit_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, bundle_hash, rule_id),
    FOREIGN KEY (tenant_id, bundle_hash) REFERENCES policy_bundles
) WITH (fillfactor = 50);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['policy_bundles', 'policy_activations', 'policy_rule_hits']::regclass[]) AS kept;

REVOKE UPDATE, DELETE ON policy_bundles FROM statewave_app;

-- Rules look at labels, which few memories have.
CREATE INDEX memories_labelled ON memories (subject_id, tenant_id) WHERE sensitivity_labels <> '{}';
