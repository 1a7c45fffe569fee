package dev.statewave.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.failure.Disposition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PartitionStatesTest {

    private static final TopicPartition PARTITION = new TopicPartition("log", 2);
    private static final FailureClassifier.Verdict INVALID =
            new FailureClassifier.Verdict(Disposition.DEAD_LETTER, "unreadable");
    private static final FailureClassifier.Verdict DOUBTFUL =
            new FailureClassifier.Verdict(Disposition.RETRY_THEN_DEAD_LETTER, "handler_failed");
    private static final FailureClassifier.Verdict AWAY =
            new FailureClassifier.Verdict(Disposition.RETRY, "database_unavailable");
    private static final FailureClassifier.Verdict NEWER =
            new FailureClassifier.Verdict(Disposition.STOP, "unsupported_record");

    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final PartitionStates states = new PartitionStates(clock, 50);

    @Test
    void invalidRecord_isGivenUpAtOnce() {
        assertThat(states.failed(PARTITION, 5, INVALID, "x").delay()).isNull();
    }

    @Test
    void doubtfulRecord_isGivenUpAfterThreeAttempts() {
        assertThat(states.failed(PARTITION, 5, DOUBTFUL, "x").delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(states.failed(PARTITION, 5, DOUBTFUL, "x").delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(states.failed(PARTITION, 5, DOUBTFUL, "x").delay()).isNull();
    }

    @Test
    void attempts_beginAnewWithTheNextRecord() {
        states.failed(PARTITION, 5, DOUBTFUL, "x");
        states.failed(PARTITION, 5, DOUBTFUL, "x");

        assertThat(states.failed(PARTITION, 6, DOUBTFUL, "x").attempt()).isEqualTo(1);
    }

    @Test
    void transientFailure_isRetriedWithoutEndAndEverySoOften() {
        Duration delay = null;
        for (int i = 0; i < 1_000; i++) {
            delay = states.failed(PARTITION, 5, AWAY, "x").delay();
        }

        assertThat(delay).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void recordOfANewerVersion_stopsItsPartitionWithItsReasonUntilItPasses() {
        assertThat(states.failed(PARTITION, 5, NEWER, "kind Future is unknown").delay())
                .isEqualTo(PartitionStates.STOPPED);
        assertThat(states.describe()).contains("log-2").contains("stopped").contains("kind Future is unknown");

        states.handled(PARTITION, 5, 1);

        assertThat(states.describe()).isEmpty();
    }

    @Test
    void tooManyInvalidRecords_stopThePartitionInsteadOfEmptyingIt() {
        int deadLettered = 0;
        for (int offset = 0; offset < 200; offset++) {
            if (states.failed(PARTITION, offset, INVALID, "x").delay() == null) {
                states.deadLettered(PARTITION);
                deadLettered++;
            }
        }

        assertThat(deadLettered).isEqualTo(50);
        assertThat(states.describe()).contains("50 of the last 50 records are invalid");
    }

    @Test
    void someInvalidRecordsAmongMany_areAllDeadLettered() {
        for (int offset = 0; offset < 3_000; offset += 3) {
            states.handled(PARTITION, offset, 2);
            assertThat(states.failed(PARTITION, offset + 2, INVALID, "x").delay())
                    .isNull();
            states.deadLettered(PARTITION);
        }
    }
}
