-- pgvector 0.8.0 to 0.8.2 can corrupt an HNSW index under vacuum. Each large subject is compared with an exact scan
-- from time to time. A subject whose index finds too little is scanned until the index was repaired and compared again.
ALTER TABLE large_subjects
    -- When the index was compared last, and the share of the nearest that it found then.
    ADD COLUMN probed_at     timestamptz,
    ADD COLUMN recall        real,
    -- Until when a worker compares or repairs it.
    ADD COLUMN claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    -- Null while nothing is wrong. Otherwise ready_at is null, and the index waits to be repaired ('due', from
    -- repair_at on), for its vectors to be copied ('copying'), or to be compared again ('copied').
    ADD COLUMN repair        text CHECK (repair IN ('due', 'copying', 'copied')),
    ADD COLUMN repair_at     timestamptz;

-- Whoever may build an index anew need not copy its vectors: from PostgreSQL 17 on the services may, else only the
-- owner.
DO $$
BEGIN
    IF current_setting('server_version_num')::int >= 170000 THEN
        FOR part IN 0..15 LOOP
            EXECUTE format('GRANT MAINTAIN ON large_memories_%s TO statewave_app', part);
        END LOOP;
    END IF;
END $$;
