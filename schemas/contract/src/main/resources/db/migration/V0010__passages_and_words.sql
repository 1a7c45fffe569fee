-- Words are analyzed by the services, in any language, and no longer by the database in English. What stands there already was analyzed by
-- rules that English shares; workers bring it up to date, row by row, while it serves.
ALTER TABLE memories ALTER COLUMN words DROP EXPRESSION;
ALTER TABLE memories ALTER COLUMN words SET DEFAULT ''::tsvector;
ALTER TABLE memories ADD COLUMN words_version smallint NOT NULL DEFAULT 0;
CREATE INDEX memories_with_old_words ON memories (subject_id, tenant_id) WHERE words_version < 1;

-- A long text is found by its passages: rows of the kind 'passage', which only retrieval reads. passages of a memory is how many stand for
-- it, so that it takes no part itself; 0 for all others.
ALTER TABLE memories
    ADD COLUMN passage_of uuid,
    ADD COLUMN passages   integer NOT NULL DEFAULT 0;
CREATE INDEX memories_by_passage ON memories (passage_of) WHERE passage_of IS NOT NULL;

DROP INDEX memories_unreported;
CREATE INDEX memories_unreported ON memories (subject_id, tenant_id) WHERE reported_by IS NULL AND kind <> 'passage';

-- A timeline is ordered by when things happened.
CREATE INDEX episodes_by_occurrence ON episodes (subject_id, tenant_id, occurred_at, id);
CREATE INDEX memories_by_validity ON memories (subject_id, tenant_id, valid_from, sequence);

-- Since when a subject has memories that wait for their first vectors, so that what waits can be counted at any time.
ALTER TABLE subject_compiles ADD COLUMN unembedded_since timestamptz;
CREATE INDEX subject_compiles_unembedded ON subject_compiles (unembedded_since) WHERE unembedded_since IS NOT NULL;
