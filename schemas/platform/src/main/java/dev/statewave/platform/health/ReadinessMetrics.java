package dev.statewave.platform.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the checks of a deployable four times a minute, so that metrics tell what {@code /readyz} would. */
final class ReadinessMetrics implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ReadinessMetrics.class);
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    private static final Duration FIRST = Duration.ofSeconds(5);

    private final Readiness readiness;
    private final Map<String, Double> found = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("readiness").factory());

    ReadinessMetrics(Readiness readiness, MeterRegistry metrics) {
        this.readiness = readiness;
        for (String check : readiness.names()) {
            Gauge.builder("statewave.readiness", () -> found.getOrDefault(check, Double.NaN))
                    .description("A check of readiness, a moment ago: 0 is ok, 1 is degraded, 2 is failed")
                    .tag("check", check)
                    .register(metrics);
        }
        timer.scheduleWithFixedDelay(this::look, FIRST.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            readiness.report().checks().forEach(check -> found.put(check.name(), value(check.status())));
        } catch (RuntimeException e) {
            log.warn("Readiness cannot be looked at: {}", e.toString());
        }
    }

    static double value(String status) {
        return switch (status) {
            case "ok" -> 0;
            case "degraded" -> 1;
            default -> 2;
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
