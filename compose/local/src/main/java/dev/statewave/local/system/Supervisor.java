package dev.statewave.local.system;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a part that this process started and starts it again with back-off when it has ended. After several failed
 * tries in a row it gives up with one sentence.
 */
final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final Part part;
    private final Timing timing;
    private final Consumer<String> onGiveUp;
    private final Thread thread;

    /**
     * What is watched.
     *
     * @param running whether it is there and takes connections
     * @param restart returns once it is running again, or throws
     */
    record Part(String name, BooleanSupplier running, Runnable restart) {}

    /**
     * How often and how long.
     *
     * @param check between one check and the next
     * @param backOff before each try in a row; after the last one it gives up
     * @param stable how long a part has to run until its former tries no longer count
     */
    record Timing(Duration check, List<Duration> backOff, Duration stable) {

        static final Timing DEFAULT = new Timing(
                Duration.ofMillis(300),
                List.of(
                        Duration.ZERO,
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4)),
                Duration.ofSeconds(60));
    }

    /** @param onGiveUp gets the sentence, once */
    Supervisor(Part part, Timing timing, Consumer<String> onGiveUp) {
        this.part = part;
        this.timing = timing;
        this.onGiveUp = onGiveUp;
        this.thread = Thread.ofVirtual().name("supervisor of " + part.name()).unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    private void watch() {
        int tries = 0;
        long startedAt = System.nanoTime();
        String reason = "it ended again each time";
        try {
            while (true) {
                Thread.sleep(timing.check());
                if (part.running().getAsBoolean()) {
                    if (System.nanoTime() - startedAt > timing.stable().toNanos()) {
                        tries = 0;
                    }
                    continue;
                }
                if (tries == timing.backOff().size()) {
                    onGiveUp.accept(("%s ended and could not be started again in %d tries (%s): "
                                    + "mend that and start Statewave again.")
                            .formatted(part.name(), tries, reason));
                    return;
                }
                Thread.sleep(timing.backOff().get(tries));
                tries++;
                LOG.warn("{} ended; starting it again (try {})", part.name(), tries);
                try {
                    long begin = System.nanoTime();
                    part.restart().run();
                    startedAt = System.nanoTime();
                    LOG.info("{} runs again after {} ms", part.name(), (startedAt - begin) / 1_000_000);
                } catch (RuntimeException e) {
                    reason = String.valueOf(e.getMessage());
                    LOG.warn("{} cannot be started: {}", part.name(), reason);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns once nothing is started again any more. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
