package dev.statewave.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class DistributedRateLimiterTest {

    private final MovingClock clock = new MovingClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final FakeStore store = new FakeStore();

    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "100,1", "1000,1", "1,3", "7,3", "100,3", "1000,3", "100000,2"})
    void gateways_letThroughExactlyTheBudgetTogether(int rpm, int gateways) {
        var limiters = limiters(gateways);
        int passed = 0;
        for (int i = 0; i < rpm * 2 + gateways * 4; i++) {
            passed += take(limiters.get(i % gateways), rpm) == 0 ? 1 : 0;
        }

        assertThat(passed).isEqualTo(rpm);
        assertThat(store.writes).hasValueLessThan(60 + gateways);
    }

    @Test
    void refusals_doNotReachTheStore() {
        var limiter = limiters(1).getFirst();
        for (int i = 0; i < 11; i++) {
            take(limiter, 10);
        }
        int writes = store.writes.get();
        for (int i = 0; i < 1_000; i++) {
            assertThat(take(limiter, 10)).isEqualTo(60);
        }

        assertThat(store.writes).hasValue(writes);
    }

    @Test
    void nextMinute_isAnotherBudget() {
        var limiter = limiters(1).getFirst();
        clock.set("2026-01-01T00:00:59.9Z");
        assertThat(take(limiter, 1)).isZero();
        assertThat(take(limiter, 1)).isEqualTo(1);
        clock.set("2026-01-01T00:01:00Z");
        assertThat(take(limiter, 1)).isZero();
        assertThat(take(limiter, 1)).isEqualTo(60);
    }

    @Test
    void idleGateways_holdBackAtMostATenthEach() {
        var limiters = limiters(3);
        take(limiters.get(1), 1_000);
        take(limiters.get(2), 1_000);
        int passed = 2;
        for (int i = 0; i < 2_000; i++) {
            passed += take(limiters.get(0), 1_000) == 0 ? 1 : 0;
        }

        assertThat(passed).isBetween(800, 1_000);
    }

    @Test
    void requestsAtOnce_askForOneSliceAtATime() {
        store.delayed = Sinks.one();
        var limiter = limiters(1).getFirst();
        var answers = new ArrayList<Integer>();
        for (int i = 0; i < 100; i++) {
            limiter.take(new Budget("key", "k", 50)).subscribe(answers::add);
        }
        assertThat(store.underWay).hasValue(1);
        store.delayed.tryEmitValue(true);

        assertThat(answers).hasSize(100);
        assertThat(answers.stream().filter(wait -> wait == 0)).hasSize(50);
        assertThat(store.mostUnderWay).hasValue(1);
    }

    @Test
    void threads_doNotOverspend() {
        var limiters = limiters(2);

        long passed = Flux.range(0, 20_000)
                .flatMap(
                        i -> Mono.defer(() -> limiters.get(i % 2).take(new Budget("key", "k", 5_000)))
                                .subscribeOn(Schedulers.parallel()),
                        64)
                .filter(wait -> wait == 0)
                .count()
                .block();

        assertThat(passed).isEqualTo(5_000);
    }

    @Test
    void storeThatIsAway_letsPassAndIsNotAskedEachTime() {
        store.away = true;
        var limiter = limiters(1).getFirst();
        for (int i = 0; i < 100; i++) {
            assertThat(take(limiter, 1)).isZero();
        }
        assertThat(store.writes).hasValue(1);
        assertThat(metrics.counter("statewave.rate.limit.store.errors").count()).isEqualTo(100);
        store.away = false;
        clock.nanos += Duration.ofSeconds(2).toNanos();

        assertThat(take(limiter, 1)).isZero();
        assertThat(take(limiter, 1)).isPositive();
    }

    @Test
    void storeThatFallsSilent_letsPass() {
        store.delayed = Sinks.one();

        assertThat(limiters(1).getFirst().take(new Budget("key", "k", 1)).block(Duration.ofSeconds(5)))
                .isZero();
        assertThat(metrics.counter("statewave.rate.limit.store.errors").count()).isEqualTo(1);
    }

    private List<DistributedRateLimiter> limiters(int count) {
        var limiters = new ArrayList<DistributedRateLimiter>();
        for (int i = 0; i < count; i++) {
            limiters.add(new DistributedRateLimiter(store, clock, () -> clock.nanos, metrics));
        }
        return limiters;
    }

    private static int take(DistributedRateLimiter limiter, int rpm) {
        return limiter.take(new Budget("key", "k", rpm)).block();
    }

    /** Grants as the database does. */
    private static final class FakeStore implements BudgetRepository {

        private final Map<String, Integer> leased = new ConcurrentHashMap<>();
        private final AtomicInteger writes = new AtomicInteger();
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger mostUnderWay = new AtomicInteger();
        private volatile boolean away;
        private volatile Sinks.One<Boolean> delayed;

        @Override
        public Mono<Integer> lease(Budget budget, Instant minute) {
            writes.incrementAndGet();
            if (away) {
                return Mono.error(new IllegalStateException("away"));
            }
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            return (delayed == null ? Mono.just(true) : delayed.asMono()).map(go -> {
                var granted = new AtomicReference<>(0);
                leased.compute(budget.kind() + budget.bucket() + minute, (key, before) -> {
                    int left = budget.rpm() - (before == null ? 0 : before);
                    granted.set(
                            before == null
                                    ? Math.max(1, budget.rpm() / 10)
                                    : left == 0 ? 0 : Math.max(1, Math.min(budget.rpm() / 10, left / 4)));
                    return budget.rpm() - left + granted.get();
                });
                underWay.decrementAndGet();
                return granted.get();
            });
        }

        @Override
        public Mono<Void> forgetBefore(Instant minute) {
            return Mono.empty();
        }
    }

    private static final class MovingClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private volatile long nanos;

        void set(String time) {
            now = Instant.parse(time);
        }

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
