-- What operators look at: who was active, how much there is, who changed what, and how tenants are configured.

-- One row for each subject that has episodes, so that a list of subjects reads no episode. Only the writer of the subject's partition changes
-- it, so it needs no lock on the subject.
CREATE TABLE subject_activity (
    tenant_id        text        NOT NULL,
    subject_id       text        NOT NULL,
    episodes         bigint      NOT NULL,
    sessions         bigint      NOT NULL,
    first_episode_at timestamptz NOT NULL,
    last_episode_at  timestamptz NOT NULL,
    -- Folded once, so that a search folds nothing.
    folded_id        text        GENERATED ALWAYS AS (lower(subject_id)) STORED,
    PRIMARY KEY (subject_id, tenant_id)
);
CREATE INDEX subject_activity_by_time ON subject_activity (last_episode_at, subject_id COLLATE "C", tenant_id);

CREATE INDEX subject_activity_by_id ON subject_activity (subject_id COLLATE "C", tenant_id);

-- The sessions that episodes of a subject name, so that a new one is told from a known one.
CREATE TABLE subject_sessions (
    tenant_id  text NOT NULL,
    subject_id text NOT NULL,
    session_id text NOT NULL,
    PRIMARY KEY (subject_id, tenant_id, session_id)
);

-- How many memories a subject has, of any status and without passages. Apart from subject_activity: memories are changed under the lock of
-- their subject, and whoever holds that must not wait for a row that the writer has.
CREATE TABLE subject_memories (
    tenant_id  text   NOT NULL,
    subject_id text   NOT NULL,
    memories   bigint NOT NULL,
    PRIMARY KEY (subject_id, tenant_id)
) WITH (fillfactor = 80);
CREATE INDEX subject_memories_by_id ON subject_memories (subject_id COLLATE "C", tenant_id);

-- How many rows there are, by tenant and by the day (UTC) on which they were created. A transaction only adds to count_changes, so none waits
-- for another; a worker folds that into daily_counts. Both together are exact at any moment. status is '' where rows have none. Subjects are
-- counted under the first day of 1970, for nobody asks on which day there were how many.
CREATE TABLE daily_counts (
    tenant_id text   NOT NULL,
    day       date   NOT NULL,
    counted   text   NOT NULL CHECK (counted IN ('subjects', 'episodes', 'memories', 'jobs', 'webhooks')),
    status    text   NOT NULL,
    amount    bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, counted, status)
);
CREATE INDEX daily_counts_by_day ON daily_counts (day, counted);
CREATE TABLE count_changes (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id text   NOT NULL,
    day       date   NOT NULL,
    counted   text   NOT NULL,
    status    text   NOT NULL,
    amount    bigint NOT NULL
);

-- Settings of a tenant. Unknown keys are kept: a newer version may have written them.
CREATE TABLE tenant_configs (
    tenant_id  text        PRIMARY KEY,
    config     jsonb       NOT NULL,
    version    integer     NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- What was done by way of /admin, and by whom. tenant_id is '' where an action concerns no tenant, or all of them.
CREATE TABLE admin_actions (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT now(),
    tenant_id  text        NOT NULL,
    actor_id   text        NOT NULL,
    actor_name text        NOT NULL,
    action     text        NOT NULL,
    target     text        NOT NULL,
    details    jsonb       NOT NULL,
    request_id text
);
CREATE INDEX admin_actions_by_tenant ON admin_actions (tenant_id, id);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['subject_activity', 'subject_sessions', 'subject_memories', 'daily_counts', 'count_changes',
    'tenant_configs', 'admin_actions']::regclass[]) AS kept;

-- Append-only for the services, whatever their code does.
REVOKE UPDATE, DELETE ON admin_actions FROM statewave_app;

-- The list of jobs and that of deliveries, newest first, and memories that wait for a review of their labels.
CREATE INDEX compile_jobs_by_time ON compile_jobs (created_at, job_id);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (created_at, id);
CREATE INDEX resolutions_open ON resolutions (subject_id, tenant_id) WHERE status = 'open';
CREATE INDEX memories_with_suggested_labels ON memories (created_at, sequence) WHERE suggested_labels <> '{}';

-- What the system keeps for itself is no subject to operators.
CREATE FUNCTION is_internal(subject_id text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN starts_with(subject_id, '_snapshot/') OR starts_with(subject_id, '_bootstrap_tmp/');

-- By triggers and not by the services: whoever writes a row has counted it. Once a statement and not once a row.
CREATE FUNCTION episodes_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH begun AS (
        INSERT INTO subject_sessions (subject_id, tenant_id, session_id)
        SELECT DISTINCT subject_id, tenant_id, session_id FROM added WHERE session_id IS NOT NULL
        ON CONFLICT DO NOTHING
        RETURNING subject_id, tenant_id),
    changes AS (
        SELECT subject_id, tenant_id, 1 AS episodes, 0 AS sessions, created_at FROM added
        UNION ALL
        SELECT subject_id, tenant_id, 0, 1, NULL FROM begun),
    recorded AS (
    INSERT INTO subject_activity AS known (subject_id, tenant_id, episodes, sessions, first_episode_at, last_episode_at)
    SELECT subject_id, tenant_id, sum(episodes), sum(sessions), min(created_at), max(created_at) FROM changes GROUP BY 1, 2
    ON CONFLICT (subject_id, tenant_id) DO UPDATE
    SET episodes = known.episodes + excluded.episodes, sessions = known.sessions + excluded.sessions,
        first_episode_at = least(known.first_episode_at, excluded.first_episode_at),
        last_episode_at = greatest(known.last_episode_at, excluded.last_episode_at)
    -- Nobody has ended a row that was just inserted.
    RETURNING known.subject_id, known.tenant_id, known.xmax = 0 AS fresh)
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, date 'epoch', 'subjects', '', count(*) FROM recorded WHERE fresh AND NOT is_internal(subject_id) GROUP BY tenant_id;
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'episodes', '', count(*) FROM added GROUP BY 1, 2;
    RETURN NULL;
END $$;

CREATE FUNCTION episodes_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    -- One subject after the other, by primary key: a join would be planned by a guess of how many there are.
    FOR gone IN SELECT subject_id, tenant_id, count(*) AS episodes FROM removed GROUP BY 1, 2 ORDER BY 1, 2 LOOP
        DELETE FROM subject_activity a
        WHERE a.subject_id = gone.subject_id AND a.tenant_id = gone.tenant_id AND a.episodes <= gone.episodes;
        IF FOUND THEN
            INSERT INTO count_changes (tenant_id, day, counted, status, amount)
            SELECT gone.tenant_id, date 'epoch', 'subjects', '', -1 WHERE NOT is_internal(gone.subject_id);
            DELETE FROM subject_sessions s WHERE s.subject_id = gone.subject_id AND s.tenant_id = gone.tenant_id;
        ELSE
            UPDATE subject_activity a SET episodes = a.episodes - gone.episodes
            WHERE a.subject_id = gone.subject_id AND a.tenant_id = gone.tenant_id;
        END IF;
    END LOOP;
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'episodes', '', -count(*) FROM removed GROUP BY 1, 2;
    RETURN NULL;
END $$;

CREATE FUNCTION memories_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subject_memories AS known (subject_id, tenant_id, memories)
    SELECT subject_id, tenant_id, count(*) FROM added WHERE kind <> 'passage' GROUP BY 1, 2
    ON CONFLICT (subject_id, tenant_id) DO UPDATE SET memories = known.memories + excluded.memories;
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'memories', '', count(*) FROM added WHERE kind <> 'passage' GROUP BY 1, 2;
    RETURN NULL;
END $$;

CREATE FUNCTION memories_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    FOR gone IN SELECT subject_id, tenant_id, count(*) AS memories FROM removed WHERE kind <> 'passage' GROUP BY 1, 2 ORDER BY 1, 2 LOOP
        DELETE FROM subject_memories m
        WHERE m.subject_id = gone.subject_id AND m.tenant_id = gone.tenant_id AND m.memories <= gone.memories;
        IF NOT FOUND THEN
            UPDATE subject_memories m SET memories = m.memories - gone.memories
            WHERE m.subject_id = gone.subject_id AND m.tenant_id = gone.tenant_id;
        END IF;
    END LOOP;
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'memories', '', -count(*) FROM removed WHERE kind <> 'passage' GROUP BY 1, 2;
    RETURN NULL;
END $$;

-- For tables whose rows change their status; the argument is what is counted.
CREATE FUNCTION statuses_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, TG_ARGV[0], status, count(*) FROM added GROUP BY 1, 2, 4;
    RETURN NULL;
END $$;

CREATE FUNCTION statuses_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, TG_ARGV[0], status, sum(amount)
    FROM (SELECT tenant_id, created_at, status, 1 AS amount FROM added
        UNION ALL SELECT tenant_id, created_at, status, -1 FROM removed) changed
    GROUP BY 1, 2, 4 HAVING sum(amount) <> 0;
    RETURN NULL;
END $$;

CREATE FUNCTION statuses_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, TG_ARGV[0], status, -count(*) FROM removed GROUP BY 1, 2, 4;
    RETURN NULL;
END $$;

CREATE TRIGGER added AFTER INSERT ON episodes REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION episodes_added();
CREATE TRIGGER removed AFTER DELETE ON episodes REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION episodes_removed();
CREATE TRIGGER added AFTER INSERT ON memories REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION memories_added();
CREATE TRIGGER removed AFTER DELETE ON memories REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION memories_removed();
CREATE TRIGGER added AFTER INSERT ON compile_jobs REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_added('jobs');
CREATE TRIGGER changed AFTER UPDATE ON compile_jobs REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_changed('jobs');
CREATE TRIGGER removed AFTER DELETE ON compile_jobs REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_removed('jobs');
CREATE TRIGGER added AFTER INSERT ON webhook_deliveries REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_added('webhooks');
CREATE TRIGGER changed AFTER UPDATE ON webhook_deliveries REFERENCING NEW TABLE AS added OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_changed('webhooks');
CREATE TRIGGER removed AFTER DELETE ON webhook_deliveries REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION statuses_removed('webhooks');

-- What is there already is counted once. Row-level security holds for whoever migrates too.
SELECT set_config('statewave.scope', 'all', true);
LOCK TABLE episodes, memories, compile_jobs, webhook_deliveries IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO subject_sessions (subject_id, tenant_id, session_id)
SELECT DISTINCT subject_id, tenant_id, session_id FROM episodes WHERE session_id IS NOT NULL;
INSERT INTO subject_activity (subject_id, tenant_id, episodes, sessions, first_episode_at, last_episode_at)
SELECT subject_id, tenant_id, count(*), count(DISTINCT session_id), min(created_at), max(created_at) FROM episodes GROUP BY 1, 2;
INSERT INTO subject_memories (subject_id, tenant_id, memories)
SELECT subject_id, tenant_id, count(*) FROM memories WHERE kind <> 'passage' GROUP BY 1, 2;
INSERT INTO daily_counts (tenant_id, day, counted, status, amount)
SELECT tenant_id, 'epoch'::date, 'subjects', '', count(*) FROM subject_activity WHERE NOT is_internal(subject_id) GROUP BY 1
UNION ALL
SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'episodes', '', count(*) FROM episodes GROUP BY 1, 2
UNION ALL
SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'memories', '', count(*) FROM memories WHERE kind <> 'passage' GROUP BY 1, 2
UNION ALL
SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'jobs', status, count(*) FROM compile_jobs GROUP BY 1, 2, 4
UNION ALL
SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'webhooks', status, count(*) FROM webhook_deliveries GROUP BY 1, 2, 4;
SELECT set_config('statewave.scope', '', true);
