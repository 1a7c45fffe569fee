package dev.statewave.platform.postgres;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.NullMarked;

/** What the pools of connections do, under the same names whether a pool blocks or not. */
@NullMarked
final class PoolMetrics {

    private final MeterRegistry metrics;
    private final String pool;

    /** @param pool what its connections are for */
    PoolMetrics(MeterRegistry metrics, String pool) {
        this.metrics = metrics;
        this.pool = pool;
    }

    void bind(Supplier<Number> active, Supplier<Number> idle, Supplier<Number> waiting, Supplier<Number> limit) {
        connections("active", active);
        connections("idle", idle);
        gauge("statewave.database.pool.waiting", "Callers that wait for a connection", waiting);
        gauge("statewave.database.pool.limit", "The most connections that a pool opens", limit);
    }

    private void connections(String state, Supplier<Number> value) {
        Gauge.builder("statewave.database.pool.connections", value)
                .description("Open connections of a pool")
                .tag("pool", pool)
                .tag("state", state)
                .register(metrics);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("pool", pool).register(metrics);
    }
}
