-- Rules of retention are about memories, or about episodes where they apply to 'episodes'. After how many days, counted from created_at, episodes
-- of a subject are deleted; the rule of the subject goes before that of its tenant. Null where there is none.
CREATE FUNCTION episode_retention_days(of_tenant text, of_subject text) RETURNS integer LANGUAGE sql STABLE
    RETURN (SELECT r.days FROM retention_rules r
        WHERE r.tenant_id = of_tenant AND r.subject_id IN (of_subject, '') AND r.applies_to = 'episodes'
        ORDER BY r.subject_id = '' LIMIT 1);

-- As before, but that a subject whose episodes were all deleted for their age begins again with its next one.
CREATE OR REPLACE FUNCTION episodes_added() RETURNS trigger LANGUAGE plpgsql AS $$
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
        first_episode_at = CASE WHEN known.episodes = 0 THEN excluded.first_episode_at
            ELSE least(known.first_episode_at, excluded.first_episode_at) END,
        last_episode_at = greatest(known.last_episode_at, excluded.last_episode_at)
    -- Nobody has ended a row that was just inserted.
    RETURNING known.subject_id, known.tenant_id, known.xmax = 0 AS fresh)
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, date 'epoch', 'subjects', '', count(*) FROM recorded WHERE fresh AND NOT is_internal(subject_id) GROUP BY tenant_id;
    INSERT INTO count_changes (tenant_id, day, counted, status, amount)
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 'episodes', '', count(*) FROM added GROUP BY 1, 2;
    RETURN NULL;
END $$;

-- As before, but that a subject stays where its episodes are deleted for their age: it may have memories and resolutions, and has to be found by
-- whoever lists, exports or erases it. The transaction of a retention says so.
CREATE OR REPLACE FUNCTION episodes_removed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    -- One subject after the other, by primary key: a join would be planned by a guess of how many there are.
    FOR gone IN SELECT subject_id, tenant_id, count(*) AS episodes FROM removed GROUP BY 1, 2 ORDER BY 1, 2 LOOP
        DELETE FROM subject_activity a
        WHERE a.subject_id = gone.subject_id AND a.tenant_id = gone.tenant_id AND a.episodes <= gone.episodes
          AND coalesce(current_setting('statewave.keeps_subject', true), '') <> 'on';
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

-- When a memory expires because an operator has said so, which goes before all rules; and the end of validity that it would have without that.
ALTER TABLE memories ADD COLUMN expires_at timestamptz, ADD COLUMN valid_to_before timestamptz;

-- The stored settings as operators have applied them last, so that running processes take over those that they can, and how often a restart was
-- asked for. Every process looks at it.
CREATE TABLE applied_settings (
    id         integer     PRIMARY KEY CHECK (id = 1),
    generation bigint      NOT NULL,
    settings   jsonb       NOT NULL,
    restarts   bigint      NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO applied_settings (id, generation, settings, restarts) VALUES (1, 0, '{}', 0);
REVOKE INSERT, DELETE ON applied_settings FROM statewave_app;
