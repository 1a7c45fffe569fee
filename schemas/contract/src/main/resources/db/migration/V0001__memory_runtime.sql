-- The state of the memory runtime. tenant_id is '' where there is no tenant, so that keys and indexes need no special case.

CREATE EXTENSION IF NOT EXISTS vector;

-- How far each partition of the subject log stands in these tables. Written in the transaction that writes what it counts, so a
-- record is applied once whatever is killed; its row lock keeps a writer that lost the partition out.
CREATE TABLE log_positions (
    log_partition integer PRIMARY KEY,
    next_offset   bigint      NOT NULL,
    updated_at    timestamptz NOT NULL DEFAULT now()
);

-- Append-only. json and not jsonb: what a client sent comes back as it was, and the writer need not convert it.
CREATE TABLE episodes (
    id              uuid        PRIMARY KEY,
    tenant_id       text        NOT NULL,
    subject_id      text        NOT NULL,
    source          text        NOT NULL,
    type            text        NOT NULL,
    session_id      text,
    payload         json        NOT NULL,
    metadata        json        NOT NULL,
    provenance      json        NOT NULL,
    idempotency_key text,
    occurred_at     timestamptz NOT NULL,
    created_at      timestamptz NOT NULL,
    log_partition   integer     NOT NULL,
    log_offset      bigint      NOT NULL
);
CREATE INDEX episodes_by_subject ON episodes (subject_id, tenant_id, log_offset);
CREATE UNIQUE INDEX episodes_by_idempotency_key ON episodes (subject_id, tenant_id, idempotency_key) WHERE idempotency_key IS NOT NULL;

-- A batch that came in as one and is told of as one, until its last episode is persisted.
CREATE TABLE episode_batches (
    id        uuid        PRIMARY KEY,
    size      integer     NOT NULL,
    persisted integer     NOT NULL,
    subjects  text[]      NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now()
);

-- How far a subject is compiled: every episode up to this offset of its partition was. Episodes themselves never change.
CREATE TABLE subject_compiles (
    tenant_id        text        NOT NULL,
    subject_id       text        NOT NULL,
    compiled_through bigint      NOT NULL,
    compiled_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject_id, tenant_id)
);

-- Episodes that were compiled to nothing, and why.
CREATE TABLE episodes_without_memory (
    episode_id uuid PRIMARY KEY REFERENCES episodes ON DELETE CASCADE,
    reason     text NOT NULL
);

-- valid_from/valid_to: when it is true in the world. created_at/retired_at: when we held it.
CREATE TABLE memories (
    id                 uuid             PRIMARY KEY,
    sequence           bigint           GENERATED ALWAYS AS IDENTITY,
    tenant_id          text             NOT NULL,
    subject_id         text             NOT NULL,
    kind               text             NOT NULL,
    content            text             NOT NULL,
    summary            text             NOT NULL,
    confidence         double precision NOT NULL,
    valid_from         timestamptz      NOT NULL,
    valid_to           timestamptz,
    status             text             NOT NULL CHECK (status IN ('active', 'superseded', 'tombstoned')),
    superseded_by      uuid,
    source_episode_ids uuid[]           NOT NULL,
    metadata           jsonb            NOT NULL,
    sensitivity_labels text[]           NOT NULL DEFAULT '{}',
    suggested_labels   text[]           NOT NULL DEFAULT '{}',
    created_at         timestamptz      NOT NULL,
    updated_at         timestamptz      NOT NULL,
    retired_at         timestamptz,
    -- The explicit compile that answered with it; null until one did.
    reported_by        text
);
CREATE INDEX memories_by_subject ON memories (subject_id, tenant_id, kind, created_at);
CREATE INDEX memories_unreported ON memories (subject_id, tenant_id) WHERE reported_by IS NULL;
CREATE INDEX memories_by_report ON memories (reported_by) WHERE reported_by IS NOT NULL;
CREATE INDEX memories_expiring ON memories (valid_to) WHERE status = 'active' AND valid_to IS NOT NULL;

-- Apart from the memories, one row a model: another model is a second set of vectors and not a migration. The subject stands here
-- too, so that a scan over one subject touches nothing else.
CREATE TABLE memory_embeddings (
    memory_id  uuid    NOT NULL REFERENCES memories ON DELETE CASCADE,
    model      text    NOT NULL,
    tenant_id  text    NOT NULL,
    subject_id text    NOT NULL,
    embedding  halfvec NOT NULL,
    PRIMARY KEY (memory_id, model)
);
CREATE INDEX memory_embeddings_by_subject ON memory_embeddings (subject_id, tenant_id, model);

CREATE TABLE resolutions (
    id                 uuid        PRIMARY KEY,
    tenant_id          text        NOT NULL,
    subject_id         text        NOT NULL,
    session_id         text        NOT NULL,
    status             text        NOT NULL CHECK (status IN ('open', 'resolved', 'unresolved')),
    resolution_summary text,
    metadata           json        NOT NULL,
    resolved_at        timestamptz,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    UNIQUE (subject_id, tenant_id, session_id)
);

CREATE TABLE compile_jobs (
    job_id           text        PRIMARY KEY,
    tenant_id        text        NOT NULL,
    subject_id       text        NOT NULL,
    mode             text        NOT NULL,
    status           text        NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    memories_created integer     NOT NULL DEFAULT 0,
    remaining        integer     NOT NULL DEFAULT 0,
    error            text,
    request_id       text,
    created_at       timestamptz NOT NULL,
    started_at       timestamptz,
    completed_at     timestamptz
);
CREATE INDEX compile_jobs_by_subject ON compile_jobs (subject_id, tenant_id);

-- What a delete removed, under the place of its record on the log: enough to answer the caller, nothing of whom it was about.
CREATE TABLE subject_deletions (
    log_partition    integer     NOT NULL,
    log_offset       bigint      NOT NULL,
    episodes_deleted bigint      NOT NULL,
    memories_deleted bigint      NOT NULL,
    deleted_at       timestamptz NOT NULL,
    PRIMARY KEY (log_partition, log_offset)
);

-- One row a webhook delivery, written with each attempt.
CREATE TABLE webhook_deliveries (
    id              uuid        PRIMARY KEY,
    tenant_id       text        NOT NULL,
    subject_id      text,
    event           text        NOT NULL,
    status          text        NOT NULL CHECK (status IN ('pending', 'delivered', 'dead_letter')),
    attempts        integer     NOT NULL,
    max_attempts    integer     NOT NULL,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz,
    last_error      text,
    http_status     integer,
    created_at      timestamptz NOT NULL,
    delivered_at    timestamptz
);
CREATE INDEX webhook_deliveries_by_status ON webhook_deliveries (status, created_at);

-- Without tables: it carries the messages that transactions emit, and nothing else.
CREATE PUBLICATION statewave_events;
