-- The models that vectors are made by. The one that was announced last is the one that counts; while there is another one, the embedders
-- make the vectors of that anew, subject by subject. An older model goes from here with its last vector.
CREATE TABLE embedding_models (
    model         text        PRIMARY KEY,
    announced_at  timestamptz NOT NULL DEFAULT now(),
    -- Of the newest: what waits for its vectors. Of an older one: what still has its vectors.
    subjects      bigint      NOT NULL DEFAULT 0,
    memories      bigint      NOT NULL DEFAULT 0,
    counted_at    timestamptz,
    -- How far the round through all subjects has come, and whose turn it is to go on.
    round_tenant  text        NOT NULL DEFAULT '',
    round_subject text        NOT NULL DEFAULT '',
    round_ended_at timestamptz,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity'
);

-- Row-level security holds for whoever migrates too.
SELECT set_config('statewave.scope', 'all', true);
INSERT INTO embedding_models (model) SELECT DISTINCT model FROM memory_embeddings;
SELECT set_config('statewave.scope', '', true);

-- There is no index on memory_embeddings that begins with the model: for one that the statistics do not know yet the planner would take it to be
-- the shortest way to a memory's vector, and read all vectors of that model for each memory.

-- Vectors of questions by hosted models, for all processes. Of a text there is only the SHA-256 hash. bytea holds the 32-bit numbers as they
-- came, so the same question is answered with the same bytes whoever answers it.
CREATE TABLE query_embeddings (
    text_hash   bytea       NOT NULL,
    model       text        NOT NULL,
    vector      bytea       NOT NULL,
    embedded_at timestamptz NOT NULL,
    PRIMARY KEY (text_hash, model)
);
CREATE INDEX query_embeddings_by_age ON query_embeddings (embedded_at);
