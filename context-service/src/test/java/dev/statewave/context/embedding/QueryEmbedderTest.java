package dev.statewave.context.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.models.embedding.StubEmbedder;
import dev.statewave.models.embedding.TextEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class QueryEmbedderTest {

    private static final float[] VECTOR = {1};

    private final AtomicInteger calls = new AtomicInteger();
    private final Later clock = new Later();
    private final Stored store = new Stored();
    private final List<QueryEmbeddingCache> opened = new ArrayList<>();
    private final QueryEmbedder embeddings = embeddings(model("test", text -> {
        calls.incrementAndGet();
        return VECTOR;
    }));

    @AfterEach
    void stop() {
        opened.forEach(QueryEmbeddingCache::destroy);
    }

    @Test
    void repeatedQuestion_isEmbeddedOnce_whomeverItIsAbout() {
        assertThat(embeddings.embed("ada", null, "tea").block().vector()).isSameAs(VECTOR);
        assertThat(embeddings.embed("bob", "acme", "tea").block()).isEqualTo(new QueryVector("test", VECTOR, 0.1));
        assertThat(calls).hasValue(1);
    }

    @Test
    void sameQuestionAtTheSameTime_isEmbeddedOnce() {
        var go = new CountDownLatch(1);
        var asked = embeddings(model("test", text -> {
            calls.incrementAndGet();
            await(go);
            return VECTOR;
        }));
        var answers = Flux.range(0, 8)
                .flatMap(i -> asked.embed("s" + i, null, "tea"))
                .collectList()
                .toFuture();
        go.countDown();

        assertThat(answers.join()).hasSize(8);
        assertThat(calls).hasValue(1);
    }

    @Test
    void afterAnHour_aQuestionIsEmbeddedAgain() {
        ask("tea");
        clock.now = clock.now.plus(Duration.ofMinutes(61));
        ask("tea");
        assertThat(calls).hasValue(2);
    }

    @Test
    void manyQuestions_pushOutTheOneThatWasLeastRecentlyAsked() {
        ask("first");
        ask("second");
        for (int i = 0; i < 1_023; i++) {
            ask("other " + i);
            ask("second");
        }
        calls.set(0);

        ask("second");
        assertThat(calls).hasValue(0);
        ask("first");
        assertThat(calls).hasValue(1);
    }

    @Test
    void nothingToAsk_isNotEmbedded() {
        assertThat(embeddings.embed("s", null, null).block()).isNull();
        assertThat(embeddings.embed("s", null, " ").block()).isNull();
        assertThat(calls).hasValue(0);
    }

    @Test
    void modelThatFails_isDoneWithout() {
        var failing = embeddings(model("test", text -> {
            throw new IllegalStateException("out of memory");
        }));
        assertThat(failing.embed("s", null, "tea").blockOptional()).isEmpty();
    }

    @Test
    void modelThatIsSlow_isDoneWithout() {
        var slow = embeddings(model("test", text -> {
            await(new CountDownLatch(1));
            return VECTOR;
        }));
        assertThat(slow.embed("s", null, "tea").blockOptional(Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void withoutModel_thereAreNoVectors() {
        assertThat(embeddings(Optional::empty, (subject, tenant, configured) -> Mono.just(configured))
                        .embed("s", null, "tea")
                        .blockOptional())
                .isEmpty();
    }

    @Test
    void vectorsWithoutMeaning_areForSearchesAndNotForRankings() {
        var stub = embeddings(new StubEmbedder(4));
        assertThat(stub.embed("s", null, "tea").blockOptional()).isPresent();
        assertThat(stub.embedMeaning("s", null, "tea").blockOptional()).isEmpty();
        assertThat(embeddings.embedMeaning("s", null, "tea").blockOptional()).isPresent();
    }

    @Test
    void subjectOfAFormerModel_isAskedByThatOne_andByWordsAloneWhereItIsGone() {
        var former = new TestModel("former", true, false, text -> new float[] {2});
        var changing = embeddings(
                new Models(model("test", text -> VECTOR), former), (subject, tenant, configured) -> Mono.just(subject));

        assertThat(changing.embed("former", null, "tea").block().vector()).containsExactly(2);
        assertThat(changing.embed("former", null, "tea").block().model()).isEqualTo("former");
        assertThat(changing.embed("test", null, "tea").block().vector()).isSameAs(VECTOR);
        assertThat(changing.embed("gone", null, "tea").blockOptional()).isEmpty();
    }

    @Test
    void hostedModel_isNotPaidTwice_byTwoProcesses() {
        TextEmbedder hosted = new TestModel("test", true, true, text -> {
            calls.incrementAndGet();
            return new float[] {0.1f, -0f, Float.MIN_VALUE};
        });
        float[] first = embeddings(hosted).embed("s", null, "tea").block().vector();
        float[] second = embeddings(hosted).embed("s", null, "tea").block().vector();

        assertThat(calls).hasValue(1);
        assertThat(second).isEqualTo(first);
    }

    @Test
    void localModel_isFasterThanTheStore() {
        ask("tea");
        assertThat(store.vectors).isEmpty();
    }

    private void ask(String text) {
        embeddings.embed("s", null, text).block();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TextEmbedder model(String name, Function<String, float[]> embed) {
        return new TestModel(name, true, false, embed);
    }

    private QueryEmbedder embeddings(TextEmbedder embedder) {
        return embeddings(() -> Optional.of(embedder), (subject, tenant, configured) -> Mono.just(configured));
    }

    private QueryEmbedder embeddings(QueryModels models, ServingModels serving) {
        var vectors = new QueryEmbeddingCache(models, store, clock);
        opened.add(vectors);
        return new QueryEmbedder(models, serving, vectors);
    }

    private record Models(TextEmbedder one, TextEmbedder formerOne) implements QueryModels {

        @Override
        public Optional<TextEmbedder> current() {
            return Optional.of(one);
        }

        @Override
        public Optional<TextEmbedder> former(String model) {
            return Optional.of(formerOne).filter(former -> former.model().equals(model));
        }
    }

    private record TestModel(String model, boolean semantic, boolean hosted, Function<String, float[]> embed)
            implements TextEmbedder {

        @Override
        public List<float[]> embed(List<String> texts) {
            return texts.stream().map(embed).toList();
        }

        @Override
        public void close() {
            // It holds nothing.
        }
    }

    private static final class Stored implements QueryEmbeddingStore {

        private final Map<String, float[]> vectors = new ConcurrentHashMap<>();

        @Override
        public Mono<float[]> find(String model, String text) {
            return Mono.justOrEmpty(vectors.get(model + text));
        }

        @Override
        public void keep(String model, String text, float[] vector) {
            vectors.put(model + text, vector);
        }
    }

    private static final class Later extends Clock {

        private Instant now = Instant.parse("2026-06-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
