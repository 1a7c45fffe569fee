package dev.statewave.platform.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Runs a Kafka Streams topology: a thread that fails is replaced, an instance that ended is built anew with back-off.
 * No offset moves past a record whose processing failed.
 */
public final class StreamsComponent implements PausableComponent, ReadinessCheck {

    private static final Logger log = LoggerFactory.getLogger(StreamsComponent.class);
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_BACKLOG = Duration.ofMillis(100);
    /** A failure is told to operators for this long. */
    private static final Duration TOLD_FOR = Duration.ofSeconds(30);

    private final String role;
    private final Supplier<Topology> topology;
    private final Properties properties;
    private final TaskScheduler scheduler;
    private final Counter restarts;
    private volatile @Nullable KafkaStreams streams;
    /** Why operators have paused it; null where they have not. */
    private volatile @Nullable String ordered;

    private volatile @Nullable String failure;
    private volatile int failures;
    private volatile Instant failedAt = Instant.EPOCH;
    private final BooleanSupplier paused;
    private @Nullable ScheduledFuture<?> watch;
    private @Nullable ScheduledFuture<?> pauses;
    private boolean running;
    private int deaths;
    private Instant restartAt = Instant.EPOCH;

    /**
     * @param group the application id, and so the consumer group
     * @param more settings of this topology, as in {@link StreamsConfig}
     * @param paused whether nothing is to be processed for the moment; asked ten times a second and answers at once
     */
    public StreamsComponent(
            String role,
            String group,
            Supplier<Topology> topology,
            Map<String, Object> more,
            BooleanSupplier paused,
            KafkaSettings kafka,
            TaskScheduler scheduler,
            MeterRegistry metrics) {
        this.role = role;
        this.topology = topology;
        this.properties = properties(group, kafka, more);
        this.paused = paused;
        this.scheduler = scheduler;
        this.restarts = Counter.builder("statewave.loop.restarts")
                .description("How often a record loop ended and was started again")
                .tag("role", role)
                .register(metrics);
    }

    private static Properties properties(String group, KafkaSettings kafka, Map<String, Object> more) {
        var properties = new Properties();
        properties.putAll(kafka.clientProperties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.kafkaReplication());
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of(
                                System.getProperty("java.io.tmpdir"),
                                "statewave-streams-" + ProcessHandle.current().pid())
                        .toString());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.putAll(more);
        return properties;
    }

    @Override
    public synchronized void start() {
        running = true;
        open();
        watch = scheduler.scheduleWithFixedDelay(this::restartIfDead, WATCH);
        pauses = scheduler.scheduleWithFixedDelay(this::pauseOrResume, LOOK_AT_BACKLOG);
    }

    private void open() {
        var opened = new KafkaStreams(topology.get(), properties);
        opened.setUncaughtExceptionHandler(e -> {
            Instant now = scheduler.getClock().instant();
            failures = failedAt.plus(TOLD_FOR).isAfter(now) ? failures + 1 : 1;
            failure = e.getCause() == null ? e.toString() : e.getCause().toString();
            failedAt = now;
            restarts.increment();
            log.warn("A thread of the {} failed and is replaced: {}", role, failure, e);
            backOff();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        if (ordered != null) {
            opened.pause();
        }
        opened.start();
        streams = opened;
    }

    private void pauseOrResume() {
        var current = streams;
        if (current == null) {
            return;
        }
        boolean wanted = ordered != null || paused.getAsBoolean();
        if (wanted && !current.isPaused()) {
            current.pause();
        } else if (!wanted && current.isPaused()) {
            current.resume();
        }
    }

    // On the thread that ends: its successor starts after this.
    private void backOff() {
        try {
            Thread.sleep(Backoff.after(failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void restartIfDead() {
        var current = streams;
        Instant now = scheduler.getClock().instant();
        if (!running || current == null) {
            return;
        }
        if (current.state().isRunningOrRebalancing()) {
            deaths = restartAt.plusSeconds(60).isBefore(now) ? 0 : deaths;
        } else if (current.state().hasCompletedShutdown() && !now.isBefore(restartAt)) {
            log.error("The {} ended in state {} and is started again", role, current.state());
            deaths++;
            restartAt = now.plusSeconds(Math.min(60, 1L << Math.min(deaths, 6)));
            restarts.increment();
            current.close(Duration.ofSeconds(5));
            open();
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            running = false;
            if (watch != null) {
                watch.cancel(false);
            }
            if (pauses != null) {
                pauses.cancel(false);
            }
        }
        var current = streams;
        if (current != null) {
            current.close(Duration.ofSeconds(5));
        }
    }

    /** Its processes stay in the group and process nothing. */
    @Override
    public void pause(String why) {
        ordered = why;
        pauseOrResume();
    }

    @Override
    public void resume() {
        ordered = null;
        pauseOrResume();
    }

    @Override
    public String role() {
        return role;
    }

    @Override
    public String name() {
        return role;
    }

    @Override
    public Outcome run() {
        var current = streams;
        if (current == null) {
            return Outcome.degraded("waiting for Kafka");
        }
        String why = ordered;
        if (why != null) {
            return Outcome.degraded(why);
        }
        if (!current.state().isRunningOrRebalancing()) {
            return Outcome.degraded("state " + current.state());
        }
        if (failedAt.plus(TOLD_FOR).isAfter(scheduler.getClock().instant())) {
            return Outcome.degraded("a thread failed: " + failure);
        }
        return Outcome.ok();
    }
}
