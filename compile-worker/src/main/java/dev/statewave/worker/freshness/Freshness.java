package dev.statewave.worker.freshness;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Measures the time from when an episode was accepted until it can be read, and until it is compiled. */
@Component
public class Freshness {

    private static final Duration[] BOUNDS = Stream.of(
                    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 1_800_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Clock clock;
    private final Timer readable;
    private final Timer compiled;

    public Freshness(Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.readable = timer("readable", metrics);
        this.compiled = timer("compiled", metrics);
    }

    private static Timer timer(String stage, MeterRegistry metrics) {
        return Timer.builder("statewave.episodes.freshness")
                .description("Time from when an episode was accepted until it was readable, or compiled")
                .tag("stage", stage)
                .serviceLevelObjectives(BOUNDS)
                .register(metrics);
    }

    /** @param accepted when the episodes were accepted that have just been committed */
    public void readable(Stream<Instant> accepted) {
        record(accepted, readable);
    }

    /** @param accepted when the episodes were accepted whose memories have just been committed */
    public void compiled(Stream<Instant> accepted) {
        record(accepted, compiled);
    }

    private void record(Stream<Instant> accepted, Timer timer) {
        Instant now = clock.instant();
        // Clocks of two machines disagree a little; a timer passes over what is negative.
        accepted.forEach(time -> timer.record(Duration.between(time, now)));
    }
}
