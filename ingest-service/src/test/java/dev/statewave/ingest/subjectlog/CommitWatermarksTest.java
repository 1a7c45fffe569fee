package dev.statewave.ingest.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitWatermarksTest {

    private final KafkaSettings kafka = new KafkaSettings("localhost:1", "", 1, 1, 1, 1, 50);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CommitWatermarks watermarks =
            new CommitWatermarks(kafka, new DeadLetterPublisher(kafka, metrics), metrics);

    @Test
    void position_isCommittedOnceTheWriterHasPassedIt() {
        var waiting = watermarks
                .committed(List.of(new LogPosition(0, 5)), Duration.ofSeconds(5))
                .toFuture();
        watermarks.advance(0, 5);
        assertThat(waiting).isNotDone();

        watermarks.advance(0, 6);

        assertThat(waiting.join()).isTrue();
    }

    @Test
    void allPositions_haveToBeCommitted() {
        var waiting = watermarks
                .committed(List.of(new LogPosition(0, 1), new LogPosition(1, 1)), Duration.ofMillis(200))
                .toFuture();
        watermarks.advance(0, 2);

        assertThat(waiting.join()).isFalse();
    }

    @Test
    void earlierNews_countsForLaterCallers() {
        watermarks.advance(2, 100);

        assertThat(watermarks
                        .committed(List.of(new LogPosition(2, 99)), Duration.ZERO.plusMillis(50))
                        .block())
                .isTrue();
    }

    @Test
    void watermark_neverGoesBack() {
        watermarks.advance(0, 10);
        watermarks.advance(0, 3);

        assertThat(watermarks
                        .committed(List.of(new LogPosition(0, 9)), Duration.ofMillis(50))
                        .block())
                .isTrue();
    }
}
