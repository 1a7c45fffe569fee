package dev.statewave.ingest.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackpressureTest {

    private final AtomicLong waiting = new AtomicLong();
    private final Backpressure paused = new Backpressure(1_000, waiting::get);

    @Test
    void longLog_pauses_untilItIsClearlyShorter() {
        waiting.set(1_000);
        assertThat(paused.getAsBoolean()).isFalse();
        waiting.set(1_001);
        assertThat(paused.getAsBoolean()).isTrue();
        waiting.set(601);
        assertThat(paused.getAsBoolean()).isTrue();
        waiting.set(600);
        assertThat(paused.getAsBoolean()).isFalse();
    }
}
