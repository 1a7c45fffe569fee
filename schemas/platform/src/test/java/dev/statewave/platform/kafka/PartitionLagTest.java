package dev.statewave.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartitionLagTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final PartitionLag lag = new PartitionLag(now);

    private void seconds(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void groupThatHasReadEverything_isNeverStalled() {
        lag.observe(10, 10, now);
        seconds(3_600);
        lag.observe(10, 10, now);

        assertThat(lag.records()).isZero();
        assertThat(lag.age(now)).isZero();
        assertThat(lag.stalled(now, LIMIT)).isFalse();
    }

    @Test
    void groupWithWorkThatCommitsNothing_isStalled() {
        lag.observe(10, 13, now);
        seconds(31);
        lag.observe(10, 13, now);

        assertThat(lag.records()).isEqualTo(3);
        assertThat(lag.age(now)).isEqualTo(Duration.ofSeconds(31));
        assertThat(lag.stalled(now, LIMIT)).isTrue();
    }

    @Test
    void groupThatIsBehindAndMoves_isNotStalled() {
        for (int i = 0; i < 60; i++) {
            lag.observe(i, 1_000, now);
            seconds(2);
        }

        assertThat(lag.stalled(now, LIMIT)).isFalse();
        assertThat(lag.age(now)).as("the end was seen two minutes ago").isEqualTo(Duration.ofSeconds(120));
    }

    @Test
    void idleGroup_isNotStalledByTheFirstRecordAfterALongRest() {
        lag.observe(10, 10, now);
        seconds(600);
        lag.observe(10, 10, now);
        seconds(2);
        lag.observe(10, 11, now);

        assertThat(lag.stalled(now, LIMIT)).isFalse();
    }

    @Test
    void age_followsTheOldestUnreadRecord() {
        for (int i = 1; i <= 1_000; i++) {
            lag.observe(0, i, now);
            seconds(1);
        }
        lag.observe(500, 1_000, now);

        assertThat(lag.age(now)).isBetween(Duration.ofSeconds(440), Duration.ofSeconds(500));
    }

    @Test
    void waitingGroup_isNeverStalled() {
        lag.observe(0, 5, now);
        seconds(7_200);
        lag.observe(0, 5, now);

        assertThat(lag.stalled(now, Duration.ZERO)).isFalse();
    }
}
