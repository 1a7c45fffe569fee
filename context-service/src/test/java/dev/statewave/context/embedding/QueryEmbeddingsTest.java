package dev.statewave.context.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.schemas.embedding.TextEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryEmbeddingsTest {

    private static final float[] VECTOR = {1};

    private final AtomicInteger calls = new AtomicInteger();
    private final Later clock = new Later();
    private final QueryEmbeddings embeddings = embeddings(text -> {
        calls.incrementAndGet();
        return VECTOR;
    }, true);

    @AfterEach
    void stop() {
        embeddings.destroy();
    }

    @Test
    void repeatedQuestion_isEmbeddedOnce() {
        assertThat(embeddings.embed("tea").block()).isSameAs(VECTOR);
        assertThat(embeddings.embed("tea").block()).isSameAs(VECTOR);
        assertThat(calls).hasValue(1);
    }

    @Test
    void afterAnHour_aQuestionIsEmbeddedAgain() {
        embeddings.embed("tea").block();
        clock.now = clock.now.plus(Duration.ofMinutes(61));
        embeddings.embed("tea").block();
        assertThat(calls).hasValue(2);
    }

    @Test
    void manyQuestions_pushOutTheOneThatWasLeastRecentlyAsked() {
        embeddings.embed("first").block();
        embeddings.embed("second").block();
        for (int i = 0; i < 255; i++) {
            embeddings.embed("other " + i).block();
            embeddings.embed("second").block();
        }
        calls.set(0);

        embeddings.embed("second").block();
        assertThat(calls).hasValue(0);
        embeddings.embed("first").block();
        assertThat(calls).hasValue(1);
    }

    @Test
    void nothingToAsk_isNotEmbedded() {
        assertThat(embeddings.embed(null).block()).isNull();
        assertThat(embeddings.embed(" ").block()).isNull();
        assertThat(calls).hasValue(0);
    }

    @Test
    void modelThatFails_isDoneWithout() {
        var failing = embeddings(text -> {
            throw new IllegalStateException("out of memory");
        }, true);
        assertThat(failing.embed("tea").blockOptional()).isEmpty();
        failing.destroy();
    }

    @Test
    void modelThatIsSlow_isDoneWithout() {
        var slow = embeddings(text -> {
            try {
                Thread.sleep(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return VECTOR;
        }, true);
        assertThat(slow.embed("tea").blockOptional(Duration.ofSeconds(10))).isEmpty();
        slow.destroy();
    }

    @Test
    void withoutModel_thereAreNoVectors() {
        assertThat(new QueryEmbeddings(Optional::empty, clock).embed("tea").blockOptional()).isEmpty();
    }

    @Test
    void vectorsWithoutMeaning_areForSearchesAndNotForRankings() {
        var stub = embeddings(text -> VECTOR, false);
        assertThat(stub.embed("tea").blockOptional()).isPresent();
        assertThat(stub.embedMeaning("tea").blockOptional()).isEmpty();
        assertThat(embeddings.embedMeaning("tea").blockOptional()).isPresent();
        stub.destroy();
    }

    private QueryEmbeddings embeddings(Function<String, float[]> embed, boolean semantic) {
        TextEmbedder embedder = new TextEmbedder() {
            @Override
            public String model() {
                return "test";
            }

            @Override
            public boolean semantic() {
                return semantic;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                return texts.stream().map(embed).toList();
            }

            @Override
            public void close() {
                // It holds nothing.
            }
        };
        return new QueryEmbeddings(() -> Optional.of(embedder), clock);
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
