package dev.statewave.worker.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.embedding.StubEmbedder;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.worker.TestWorker;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbedListenerTest {

    private static final AtomicInteger SUBJECTS = new AtomicInteger();
    private static final int LARGE = 100;

    private final TestWorker worker = new TestWorker(TestWorker.settings(LARGE));
    private final StubEmbedder embedder = new StubEmbedder(384);
    private final RecordHandler listener = EmbedListeners.of(worker, embedder);
    private final String subject = "embedded:" + SUBJECTS.incrementAndGet();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void activeMemories_getOneVectorEach_alsoAfterARepeat() throws Exception {
        memories(3, "active");
        memories(2, "superseded");

        listener.handle(request());
        listener.handle(request());

        assertThat(vectors(embedder.model())).isEqualTo(3);
        assertThat(worker.sent(Topics.EMBED)).isEmpty();
    }

    @Test
    void manyMemories_giveWayToOtherSubjects_andGoOn() throws Exception {
        memories(600, "active");

        listener.handle(request());
        assertThat(vectors(embedder.model())).isEqualTo(512);
        assertThat(worker.sent(Topics.EMBED)).extracting(sent -> sent.key()).containsExactly("acme/" + subject);

        listener.handle(request());
        assertThat(vectors(embedder.model())).isEqualTo(600);
    }

    @Test
    void largeSubject_isPutUnderAnIndex_withNewVectorsToo() throws Exception {
        memories(LARGE, "active");
        listener.handle(request());
        assertThat(indexed()).isEqualTo(LARGE);
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM large_subjects WHERE subject_id = ? AND ready_at IS NOT NULL",
                                subject))
                .isEqualTo(1);

        memories(2, "active");
        listener.handle(request());

        assertThat(indexed()).isEqualTo(LARGE + 2);
        assertThat(worker.database().count("SELECT memories FROM large_subjects WHERE subject_id = ?", subject))
                .isEqualTo(LARGE + 2);
    }

    @Test
    void subject_waitsNoMoreWhenAllItsMemoriesHaveVectors() throws Exception {
        memories(3, "active");
        worker.database().update("""
                INSERT INTO subject_compiles (tenant_id, subject_id, compiled_through, unembedded_since)
                VALUES ('acme', '%s', 1, now())""".formatted(subject));

        listener.handle(request());

        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM subject_compiles WHERE subject_id = ? AND unembedded_since IS NULL",
                                subject))
                .isOne();
    }

    @Test
    void wordThatIsTooLongForAnIndex_isLeftOut() throws Exception {
        memories(LARGE - 1, "active");
        memory("active", "w".repeat(2_000) + " short");

        listener.handle(request());

        assertThat(indexed()).isEqualTo(LARGE);
        assertThat(worker.database()
                        .count("SELECT count(*) FROM large_words WHERE subject_id = ? AND word LIKE 'www%'", subject))
                .isZero();
        assertThat(worker.database()
                        .count("SELECT count(*) FROM large_words WHERE subject_id = ? AND word = 'short'", subject))
                .isEqualTo(1);
    }

    @Test
    void vectorsOfAFormerModel_stayUntilEveryReaderKnowsTheNewOne() throws Exception {
        var former = new StubEmbedder(768).model();
        var models = worker.bean(EmbeddingModelRepository.class);
        worker.database().update("DELETE FROM embedding_models");
        models.announce(former);
        memories(2, "active");
        EmbedListeners.of(worker, new StubEmbedder(768)).handle(request());
        models.announce(embedder.model());

        listener.handle(request());
        assertThat(vectors(former)).isEqualTo(2);

        worker.database().update("UPDATE embedding_models SET announced_at = announced_at - interval '1 minute'");
        listener.handle(request());

        assertThat(vectors(former)).isZero();
        assertThat(vectors(embedder.model())).isEqualTo(2);
    }

    @Test
    void requestWithoutASubject_isInvalid() {
        assertThatThrownBy(() -> listener.handle(new ConsumerRecord<>(Topics.EMBED, 0, 0, null, null)))
                .isInstanceOf(InvalidRecordException.class);
    }

    private ConsumerRecord<String, byte[]> request() {
        return new ConsumerRecord<>(Topics.EMBED, 0, 0, "acme/" + subject, null);
    }

    private void memories(int count, String status) {
        for (int i = 0; i < count; i++) {
            memory(status, "content " + i);
        }
    }

    private void memory(String status, String content) {
        String sql = """
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                    source_episode_ids, metadata, words, created_at, updated_at)
                VALUES (?, 'acme', ?, 'profile_fact', ?, 's', 1, now(), ?, '{}', '{}', to_tsvector('english', ?), now(),
                    now())""";
        worker.database().update(sql, UUID.randomUUID(), subject, content, status, content);
    }

    private long vectors(String model) {
        return worker.database()
                .count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ? AND model = ?", subject, model);
    }

    private long indexed() {
        return worker.database().count("SELECT count(*) FROM large_memories WHERE subject_id = ?", subject);
    }
}
