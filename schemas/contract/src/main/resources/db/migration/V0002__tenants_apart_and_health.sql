-- Tenants are kept apart by the database too: services work as a role that cannot bypass row-level security, and every transaction says
-- whose rows it is about. One that does not say it sees nothing.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'statewave_app') THEN
        CREATE ROLE statewave_app NOLOGIN;
    END IF;
    -- Whoever migrates may also run the services, which then change to the role.
    IF NOT pg_has_role(CURRENT_USER, 'statewave_app', 'MEMBER') THEN
        EXECUTE format('GRANT statewave_app TO %I', CURRENT_USER);
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'The role statewave_app is missing and % may not create it: as an administrator, run CREATE ROLE statewave_app NOLOGIN; GRANT statewave_app TO %; and migrate again.',
        CURRENT_USER, CURRENT_USER;
END $$;

DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO statewave_app', current_schema());
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO statewave_app', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO statewave_app', current_schema());
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I.flyway_schema_history FROM statewave_app', current_schema());
END $$;

-- What the transaction is about: 'all', or 'tenant:' and the tenant ('tenant:' alone: rows without one). Unset, or set back after a
-- transaction, it is neither, and no row passes.
CREATE FUNCTION scope_is_all() RETURNS boolean LANGUAGE sql STABLE
    RETURN coalesce(current_setting('statewave.scope', true), '') = 'all';
CREATE FUNCTION scope_tenant() RETURNS text LANGUAGE sql STABLE
    RETURN CASE WHEN starts_with(current_setting('statewave.scope', true), 'tenant:') THEN substr(current_setting('statewave.scope', true), 8) END;

-- The subselects are evaluated once a statement and not once a row. Forced, so that the owner of the table is held to it as well.
CREATE FUNCTION keep_tenants_apart(kept regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', kept);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', kept);
    EXECUTE format('CREATE POLICY tenants_apart ON %s USING ((SELECT scope_is_all()) OR tenant_id = (SELECT scope_tenant()))', kept);
END $$;

-- How a subject was last seen to be, so that a change of state is told once.
CREATE TABLE subject_health (
    tenant_id   text        NOT NULL,
    subject_id  text        NOT NULL,
    state       text        NOT NULL CHECK (state IN ('healthy', 'watch', 'at_risk')),
    score       integer     NOT NULL,
    factors     jsonb       NOT NULL,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (subject_id, tenant_id)
);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['episodes', 'memories', 'memory_embeddings', 'resolutions', 'compile_jobs', 'subject_compiles',
    'webhook_deliveries', 'subject_health']::regclass[]) AS kept;

ALTER TABLE episodes_without_memory ENABLE ROW LEVEL SECURITY;
ALTER TABLE episodes_without_memory FORCE ROW LEVEL SECURITY;
CREATE POLICY tenants_apart ON episodes_without_memory USING (EXISTS (SELECT FROM episodes WHERE id = episode_id));

-- Names subjects of any tenant for a moment, and nobody but the writer has to do with it.
ALTER TABLE episode_batches ENABLE ROW LEVEL SECURITY;
ALTER TABLE episode_batches FORCE ROW LEVEL SECURITY;
CREATE POLICY system_only ON episode_batches USING ((SELECT scope_is_all()));

-- For search by words. A tsvector may have 1 MB, so a longer content is searched in its beginning.
ALTER TABLE memories ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, left(content, 100000))) STORED;
