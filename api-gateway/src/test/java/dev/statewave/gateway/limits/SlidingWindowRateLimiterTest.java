package dev.statewave.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlidingWindowRateLimiterTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SlidingWindowRateLimiter limiter = new SlidingWindowRateLimiter(nanos::get);

    @Test
    void budget_isThatOfAnySixtySeconds() {
        Budget budget = new Budget("address", "a", 3);
        assertThat(limiter.take(budget).block()).isZero();
        at(10);
        assertThat(limiter.take(budget).block()).isZero();
        at(20);
        assertThat(limiter.take(budget).block()).isZero();
        at(30.5);
        assertThat(limiter.take(budget).block()).isEqualTo(30);
        at(59.999);
        assertThat(limiter.take(budget).block()).isEqualTo(1);
        at(60);
        assertThat(limiter.take(budget).block()).isZero();
        assertThat(limiter.take(budget).block()).isEqualTo(11);
    }

    @Test
    void budgets_areApart() {
        assertThat(limiter.take(new Budget("address", "a", 1)).block()).isZero();
        assertThat(limiter.take(new Budget("address", "b", 1)).block()).isZero();
        assertThat(limiter.take(new Budget("key", "a", 1)).block()).isZero();
        assertThat(limiter.take(new Budget("key", "a", 1)).block()).isPositive();
    }

    @Test
    void largeBudget_isCountedExactly() {
        Budget budget = new Budget("key", "k", 1_000);
        for (int minute = 0; minute < 5; minute++) {
            int passed = 0;
            for (int i = 0; i < 3_000; i++) {
                nanos.addAndGet(Duration.ofSeconds(60).toNanos() / 3_000);
                passed += limiter.take(budget).block() == 0 ? 1 : 0;
            }
            assertThat(passed).isEqualTo(1_000);
        }
    }

    private void at(double seconds) {
        nanos.set((long) (seconds * 1e9));
    }
}
