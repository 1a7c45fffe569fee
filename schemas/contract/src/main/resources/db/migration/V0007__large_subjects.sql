-- Subjects with so many memories that looking at each of them for a question takes too long. Their vectors and words stand here a second time,
-- under indexes. Small subjects, which are nearly all, cost nothing here, and an index over everything would find little of any one of them.
CREATE TABLE large_subjects (
    tenant_id  text        NOT NULL,
    subject_id text        NOT NULL,
    model      text        NOT NULL,
    -- Since when every vector of the subject stands in large_memories; null while they are being copied, which takes seconds to minutes.
    ready_at   timestamptz,
    -- About how many it has; for how rare a word is, that is enough.
    memories   bigint      NOT NULL DEFAULT 0,
    PRIMARY KEY (subject_id, tenant_id, model)
);

-- In parts, so that an index holds few subjects and a search in it finds those of the one that is asked for.
CREATE TABLE large_memories (
    memory_id  uuid     NOT NULL,
    model      text     NOT NULL,
    tenant_id  text     NOT NULL,
    subject_id text     NOT NULL,
    kind       text     NOT NULL,
    sequence   bigint   NOT NULL,
    embedding  halfvec  NOT NULL,
    words      tsvector NOT NULL,
    PRIMARY KEY (subject_id, memory_id, model)
) PARTITION BY HASH (subject_id);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE large_memories_%s PARTITION OF large_memories FOR VALUES WITH (MODULUS 16, REMAINDER %s)', part, part);
        -- A part is reached through the table only, whose row-level security holds then; by itself it is kept like any other.
        EXECUTE format('REVOKE ALL ON large_memories_%s FROM statewave_app', part);
        PERFORM keep_tenants_apart(format('large_memories_%s', part)::regclass);
    END LOOP;
END $$;

-- An index is of one number of dimensions: those of the local models and of the usual hosted ones. Vectors of another number are scanned.
CREATE INDEX large_memories_384 ON large_memories USING hnsw ((embedding::halfvec(384)) halfvec_cosine_ops) WHERE vector_dims(embedding) = 384;
CREATE INDEX large_memories_768 ON large_memories USING hnsw ((embedding::halfvec(768)) halfvec_cosine_ops) WHERE vector_dims(embedding) = 768;
CREATE INDEX large_memories_1024 ON large_memories USING hnsw ((embedding::halfvec(1024)) halfvec_cosine_ops) WHERE vector_dims(embedding) = 1024;
CREATE INDEX large_memories_1536 ON large_memories USING hnsw ((embedding::halfvec(1536)) halfvec_cosine_ops) WHERE vector_dims(embedding) = 1536;
CREATE INDEX large_memories_3072 ON large_memories USING hnsw ((embedding::halfvec(3072)) halfvec_cosine_ops) WHERE vector_dims(embedding) = 3072;

-- Which memories of a large subject have a word. Under row-level security only equality may choose rows by an index, so an index over text vectors
-- would not be used.
CREATE TABLE large_words (
    subject_id text NOT NULL,
    tenant_id  text NOT NULL,
    word       text NOT NULL,
    memory_id  uuid NOT NULL,
    PRIMARY KEY (subject_id, tenant_id, word, memory_id)
);

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['large_subjects', 'large_memories', 'large_words']::regclass[]) AS kept;
