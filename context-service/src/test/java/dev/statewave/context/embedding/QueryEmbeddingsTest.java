package dev.statewave.context.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryEmbeddingsTest {

    private static final float[] VECTOR = {1};

    private final AtomicInteger calls = new AtomicInteger();
    private final Later clock = new Later();
    private final QueryEmbeddings embeddings = new QueryEmbeddings(Optional.of(text -> {
        calls.incrementAndGet();
        return VECTOR;
    }), clock);

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
        var failing = new QueryEmbeddings(Optional.of(text -> {
            throw new IllegalStateException("out of memory");
        }), clock);
        assertThat(failing.embed("tea").blockOptional()).isEmpty();
        failing.destroy();
    }

    @Test
    void modelThatIsSlow_isDoneWithout() {
        var slow = new QueryEmbeddings(Optional.of(text -> {
            try {
                Thread.sleep(Duration.ofSeconds(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return VECTOR;
        }), clock);
        assertThat(slow.embed("tea").blockOptional(Duration.ofSeconds(10))).isEmpty();
        slow.destroy();
    }

    @Test
    void withoutModel_thereAreNoVectors() {
        assertThat(new QueryEmbeddings(Optional.empty(), clock).embed("tea").blockOptional()).isEmpty();
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
