-- What a model made of an episode, so that a rebuild of a subject's memories pays for no call twice. Another model or another wording of
-- the prompt is another row.
CREATE TABLE model_extractions (
    episode_id     uuid        NOT NULL REFERENCES episodes ON DELETE CASCADE,
    model          text        NOT NULL,
    prompt_version text        NOT NULL,
    tenant_id      text        NOT NULL,
    subject_id     text        NOT NULL,
    output         json        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (episode_id, model, prompt_version)
);
CREATE INDEX model_extractions_by_subject ON model_extractions (subject_id, tenant_id);

-- Episodes that the heuristic compiler took because the model failed, until the model has compiled them. A row whose attempts are used
-- up stays, for people to see.
CREATE TABLE model_fallbacks (
    episode_id      uuid        PRIMARY KEY REFERENCES episodes ON DELETE CASCADE,
    tenant_id       text        NOT NULL,
    subject_id      text        NOT NULL,
    reason          text        NOT NULL,
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX model_fallbacks_by_subject ON model_fallbacks (subject_id, tenant_id);
CREATE INDEX model_fallbacks_due ON model_fallbacks (next_attempt_at);

-- Where a memory comes from. A rebuild replaces what came from compiling and leaves everything else alone.
ALTER TABLE memories ADD COLUMN origin text NOT NULL DEFAULT 'compile';

SELECT keep_tenants_apart(kept) FROM unnest(ARRAY['model_extractions', 'model_fallbacks']::regclass[]) AS kept;
