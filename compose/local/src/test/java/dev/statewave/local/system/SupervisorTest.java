package dev.statewave.local.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {

    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofDays(1);

    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger starts = new AtomicInteger();
    private final List<String> sentences = new CopyOnWriteArrayList<>();
    private Supervisor supervisor;

    @AfterEach
    void stop() {
        supervisor.close();
    }

    @Test
    void runningPart_isLeftAlone() throws Exception {
        supervise(() -> running.set(true), NEVER);

        Thread.sleep(20 * STEP.toMillis());

        assertThat(starts).hasValue(0);
    }

    @Test
    void endedPart_isStartedAgainEachTime() {
        supervise(() -> running.set(true), NEVER);

        for (int i = 1; i <= 2; i++) {
            int times = i;
            running.set(false);
            await().until(() -> starts.get() == times && running.get());
        }

        assertThat(sentences).isEmpty();
    }

    @Test
    void partThatCannotStart_isGivenUpWithItsReason() {
        supervise(
                () -> {
                    throw new IllegalStateException("its data folder /x is gone");
                },
                NEVER);
        running.set(false);

        await().until(() -> !sentences.isEmpty());

        assertThat(sentences)
                .containsExactly("a part ended and could not be started again in 3 tries (its data folder /x is gone): "
                        + "mend that and start Statewave again.");
        assertThat(starts).hasValue(3);
    }

    @Test
    void partThatEndsAgainAtOnce_isGivenUp() {
        supervise(() -> {}, NEVER);
        running.set(false);

        await().until(() -> !sentences.isEmpty());

        assertThat(sentences)
                .containsExactly("a part ended and could not be started again in 3 tries (it ended again each time): "
                        + "mend that and start Statewave again.");
    }

    @Test
    void triesOfLongAgo_doNotCount() {
        supervise(() -> running.set(true), STEP);

        for (int i = 1; i <= 10; i++) {
            int times = i;
            running.set(false);
            await().until(() -> starts.get() == times && running.get());
            await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        }

        assertThat(sentences).isEmpty();
    }

    @Test
    void closed_startsNothingAgain() throws Exception {
        supervise(() -> running.set(true), NEVER);
        supervisor.close();
        running.set(false);

        Thread.sleep(20 * STEP.toMillis());

        assertThat(starts).hasValue(0);
    }

    private void supervise(Runnable start, Duration stable) {
        supervisor = new Supervisor(
                new Supervisor.Part("a part", running::get, () -> {
                    starts.incrementAndGet();
                    start.run();
                }),
                new Supervisor.Timing(STEP, List.of(Duration.ZERO, STEP, STEP), stable),
                sentences::add);
        supervisor.start();
    }
}
