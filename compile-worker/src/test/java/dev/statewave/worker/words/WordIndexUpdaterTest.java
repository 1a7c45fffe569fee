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
                                      source_episode_ids, metadata, created_at, updated_at)
                SELECT gen_random_uuid(), 'acme', '%s', 'episode_summary', '我最喜欢绿茶 ' || i, '', 1, now(), 'active', '{}',
                       '{}', now(), now()
                FROM generate_series(1, 450) AS i""".formatted(subject));
        worker.database().update("""
                INSERT INTO large_subjects (tenant_id, subject_id, model, ready_at)
                VALUES ('acme', '%s', 'm', now())""".formatted(subject));

        worker.bean(WordIndexUpdater.class).run();

        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM memories WHERE subject_id = ? AND words @@ '''绿茶''' "
                                        + "AND words_version = " + WordAnalyzer.VERSION,
                                subject))
                .isEqualTo(450);
        // Its copies have the old words, so it is scanned until an embedder has made new ones.
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM large_subjects WHERE subject_id = ? AND ready_at IS NULL",
                                subject))
                .isOne();
    }
}
