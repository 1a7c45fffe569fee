package dev.statewave.webhooks.relay;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.postgres.DatabaseSettings;
import io.debezium.embedded.Connect;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Publishes the events of the write-ahead log to the public topic. One instance at a time does so; the others stand by.
 * When an engine ends for whatever reason, a new one is built and continues at the position of the replication slot. So
 * no event is lost, and a few may be published twice.
 */
@Component
final class EventRelay implements ManagedComponent, ReadinessCheck {

    private static final Logger log = LoggerFactory.getLogger(EventRelay.class);
    private static final Duration STAND_BY = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    /**
     * An engine reports that it started before it has the slot. After a failure it counts as healthy once it has run
     * for this long.
     */
    private static final Duration HEALTHY_AFTER = Duration.ofSeconds(5);

    private final DatabaseSettings database;
    private final RelaySettings settings;
    private final EventPublisher publisher;
    private final Counter restarts;
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>("not started");
    /** Engines that ended since one was last healthy. */
    private volatile int failures;

    private volatile long started;
    private volatile boolean running;
    private volatile boolean standingBy;
    private volatile @Nullable DebeziumEngine<ChangeEvent<SourceRecord, SourceRecord>> engine;
    private volatile @Nullable Thread thread;

    EventRelay(DatabaseSettings database, RelaySettings settings, EventPublisher publisher, MeterRegistry metrics) {
        this.database = database;
        this.settings = settings;
        this.publisher = publisher;
        this.restarts = Counter.builder("statewave.event.relay.restarts")
                .description("How often the relay stopped and was restarted")
                .register(metrics);
        Gauge.builder("statewave.event.relay.active", this, relay -> relay.engine == null ? 0 : 1)
                .description("1 if this process relays, 0 if it stands by or has failed")
                .register(metrics);
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("event-relay").start(this::relay);
    }

    private void relay() {
        Duration pause = Duration.ofMillis(500);
        while (running) {
            try {
                Optional<ReplicationSlotLease> lease = ReplicationSlotLease.tryTake(database.direct());
                standingBy = lease.isEmpty();
                if (standingBy) {
                    trouble.set(null);
                    Thread.sleep(STAND_BY);
                    continue;
                }
                try (ReplicationSlotLease held = lease.get()) {
                    long began = System.nanoTime();
                    lead(held);
                    pause = System.nanoTime() - began > LONGEST_PAUSE.toNanos() ? Duration.ofMillis(500) : pause;
                }
            } catch (InterruptedException e) {
                return;
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (Throwable e) {
                trouble.set(e.getMessage() == null ? e.toString() : e.getMessage());
            }
            if (running) {
                restarts.increment();
                failures = failures + 1;
                log.warn("The event relay stopped and restarts in {} ms: {}", pause.toMillis(), trouble.get());
                if (!sleep(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** Reads the slot until something ends it. */
    private void lead(ReplicationSlotLease lease) {
        var current = DebeziumEngine.create(Connect.class)
                .using(DebeziumProperties.of(database.direct(), settings.eventsPollMs()))
                .using((success, message, error) -> trouble.set(success ? "the engine ended" : reason(message, error)))
                .using(new DebeziumEngine.ConnectorCallback() {
                    @Override
                    public void taskStarted() {
                        started = System.nanoTime();
                        if (failures == 0) {
                            trouble.set(null);
                        }
                        log.info("Relaying events");
                    }
                })
                .notifying(publisher)
                .build();
        started = 0;
        engine = current;
        Thread watch = Thread.ofVirtual().name("lease-watch").start(() -> watch(lease, current));
        try {
            current.run();
        } finally {
            watch.interrupt();
            engine = null;
        }
    }

    // Without the lease another instance may already read the slot.
    private void watch(ReplicationSlotLease lease, DebeziumEngine<?> current) {
        while (sleep(Duration.ofSeconds(2))) {
            if (!lease.held()) {
                // Tried until the engine ends, because one that is still starting cannot be closed.
                close(current);
            } else if (failures > 0
                    && engine == current
                    && started != 0
                    && System.nanoTime() - started > HEALTHY_AFTER.toNanos()) {
                failures = 0;
                trouble.set(null);
            }
        }
    }

    // The message of the engine says only that a connector stopped. The root cause says why, such as "slot is active
    // for
    // PID 42".
    private static String reason(String message, @Nullable Throwable error) {
        Throwable root = error;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null || root.getMessage() == null ? message : root.getMessage();
    }

    private static void close(DebeziumEngine<?> current) {
        try {
            current.close();
        } catch (IOException | IllegalStateException e) {
            // It is ending already, or has not started and will fail by itself.
            log.debug("Closing the engine: {}", e.toString());
        }
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Outcome run() {
        String reason = trouble.get();
        if (reason != null) {
            return Outcome.degraded(reason);
        }
        return standingBy ? Outcome.ok("standing by") : Outcome.ok();
    }

    @Override
    public void stop() {
        running = false;
        var current = engine;
        if (current != null) {
            close(current);
        }
        var waiting = thread;
        if (waiting != null) {
            waiting.interrupt();
            try {
                waiting.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
