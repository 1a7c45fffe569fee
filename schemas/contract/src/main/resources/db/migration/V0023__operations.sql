-- What operators did with dead letters and failed compile jobs. Who reads the inbox leaves these out.
CREATE TABLE dead_letter_states (
    -- Topic, partition and offset of the dead letter, or 'job-' and the id of the compile job.
    letter_id     text        PRIMARY KEY,
    -- Empty for a compile job.
    topic         text        NOT NULL,
    log_partition integer     NOT NULL,
    log_offset    bigint      NOT NULL,
    -- When the letter was written, in milliseconds since the epoch: a topic that is created anew counts its offsets from 0 again.
    written_ms    bigint      NOT NULL,
    state         text        NOT NULL CHECK (state IN ('redriving', 'redriven', 'dropped')),
    reason        text,
    changed_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letter_states_by_place ON dead_letter_states (topic, log_partition, log_offset);

-- Dead letters are of all tenants, and nobody but operators has to do with them.
ALTER TABLE dead_letter_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letter_states FORCE ROW LEVEL SECURITY;
CREATE POLICY system_only ON dead_letter_states USING ((SELECT scope_is_all()));

-- The inbox of failed jobs, without a walk over the others.
CREATE INDEX compile_jobs_failed ON compile_jobs (created_at, job_id) WHERE status = 'failed';
