package dev.statewave.worker.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.worker.TestWorker;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WordIndexUpdaterTest {

    private final TestWorker worker = new TestWorker();
    private final String subject = "words:" + UUID.randomUUID();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void wordsOfOlderRules_areAnalyzedAnew() {
        worker.database().update("""
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                                      source_episode_ids, metadata, words, created_at, updated_at)
                SELECT gen_random_uuid(), 'acme', '%s', 'episode_summary', '我最喜欢绿茶 ' || i, '', 1, now(), 'active', '{}',
                       '{}', 'old'::tsvector, now(), now()
                FROM generate_series(1, 450) AS i""".formatted(subject));
        worker.database().update("""
                INSERT INTO large_memories (memory_id, model, tenant_id, subject_id, kind, sequence, embedding, words)
                SELECT id, 'm', tenant_id, subject_id, kind, sequence, '[1,2]', 'old'::tsvector FROM memories
                WHERE subject_id = '%s'""".formatted(subject));
        worker.database().update("""
                INSERT INTO large_words (subject_id, tenant_id, word, memory_id)
                SELECT subject_id, tenant_id, 'old', id FROM memories WHERE subject_id = '%s'""".formatted(subject));

        worker.bean(WordIndexUpdater.class).run();

        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM memories WHERE subject_id = ? AND words @@ '''绿茶''' "
                                        + "AND words_version = " + WordAnalyzer.VERSION,
                                subject))
                .isEqualTo(450);
        String copies = "SELECT count(*) FROM large_memories WHERE subject_id = ? AND words @@ '''绿茶'''";
        assertThat(worker.database().count(copies, subject)).isEqualTo(450);
        String listed = "SELECT count(*) FROM large_words WHERE subject_id = ? AND word = '%s'";
        assertThat(worker.database().count(listed.formatted("绿茶"), subject)).isEqualTo(450);
        assertThat(worker.database().count(listed.formatted("old"), subject)).isZero();
    }

    @Test
    void subjectThatCannotBeStored_holdsUpNoOther() {
        for (String name : new String[] {"a:" + subject, "b:" + subject}) {
            worker.database().update("""
                    INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                                          status, source_episode_ids, metadata, created_at, updated_at)
                    VALUES (gen_random_uuid(), 'acme', '%s', 'procedure', 'tea', '', 1, now(), 'active', '{}', '{}',
                            now(), now())""".formatted(name));
        }
        execute("""
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'refused'; END $$""");
        execute("""
                CREATE TRIGGER refuse BEFORE UPDATE ON memories FOR EACH ROW WHEN (NEW.subject_id = 'a:%s')
                EXECUTE FUNCTION refuse()""".formatted(subject));
        try {
            worker.bean(WordIndexUpdater.class).run();
        } finally {
            execute("DROP TRIGGER refuse ON memories");
            execute("DROP FUNCTION refuse()");
        }

        String found = "SELECT count(*) FROM memories WHERE subject_id = ? AND words @@ 'tea'";
        assertThat(worker.database().count(found, "a:" + subject)).isZero();
        assertThat(worker.database().count(found, "b:" + subject)).isOne();
    }

    /** As the owner of the tables. */
    private void execute(String sql) {
        worker.database().client().sql(sql).update();
    }
}
