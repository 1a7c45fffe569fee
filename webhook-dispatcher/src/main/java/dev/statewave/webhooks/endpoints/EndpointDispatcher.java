package dev.statewave.webhooks.endpoints;

import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.webhooks.delivery.DeliveryTraces;
import dev.statewave.webhooks.delivery.WebhookSettings;
import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.WebhookAnswer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Claims deliveries that are due and attempts each on a virtual thread of its own. A claim ends by itself: what a
 * killed process had claimed is attempted by another one, or by this one after a restart. So each event is delivered at
 * least once, and a repeat carries the same id.
 */
@Component
class EndpointDispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EndpointDispatcher.class);
    private static final Duration POLL = Duration.ofMillis(500);
    /** Between two looks for due deliveries where there are many: each costs a statement. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);
    /** For what an attempt takes besides the answer: its conclusion in the database. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int TESTS = 8;

    private final PendingDeliveryRepository deliveries;
    private final AttemptRepository attempts;
    private final EndpointSender sender;
    private final EndpointRetrySchedule schedule;
    private final EndpointLanes lanes;
    private final int each;
    private final int mostInFlight;
    private final Duration timeout;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final DeliveryTraces traces;
    private final Timer delivered;
    private final Semaphore wake = new Semaphore(0);
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean running;
    private @Nullable ExecutorService threads;
    private @Nullable Thread loop;

    EndpointDispatcher(
            PendingDeliveryRepository deliveries,
            AttemptRepository attempts,
            EndpointSender sender,
            EndpointSettings settings,
            WebhookSettings webhooks,
            Clock clock,
            MeterRegistry metrics,
            DeliveryTraces traces) {
        this.traces = traces;
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.sender = sender;
        this.schedule = new EndpointRetrySchedule(
                settings.waits(), () -> ThreadLocalRandom.current().nextDouble());
        this.each = settings.webhookEndpointConcurrency();
        this.lanes = new EndpointLanes(each, settings.breakTime());
        this.mostInFlight = settings.webhookEndpointsInFlight();
        this.timeout = webhooks.timeout();
        this.clock = clock;
        this.metrics = metrics;
        for (Outcome.Verdict verdict : Outcome.Verdict.values()) {
            attempts(verdict);
        }
        this.delivered = Timer.builder("statewave.webhook.endpoint.delivery")
                .description("Time from the event to its delivery to an endpoint")
                .register(metrics);
        metrics.gauge("statewave.webhook.endpoint.attempts.in.flight", inFlight);
    }

    /** Something may be due. */
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        threads = Executors.newVirtualThreadPerTaskExecutor();
        loop = Thread.ofPlatform().name("webhook-endpoints").start(this::run);
    }

    private void run() {
        boolean failing = false;
        while (running) {
            try {
                boolean more = attemptDue();
                failing = false;
                if (!more) {
                    wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                }
                wake.drainPermits();
                Thread.sleep(SHORTEST_PAUSE);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | StackOverflowError e) {
                if (!failing) {
                    log.warn("Due deliveries cannot be read and are tried again: {}", e.toString());
                }
                failing = true;
                wake.drainPermits();
                try {
                    Thread.sleep(AFTER_FAILURE);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Whether anything was due. */
    private boolean attemptDue() {
        var due = new ArrayList<DueDelivery>();
        Duration lease = timeout.plus(GRACE);
        int capacity = mostInFlight - inFlight.get();
        // Beyond the capacity: somebody waits for the answer of a test.
        List<DueDelivery> tests = deliveries.claimTests(TESTS, lease);
        tests.forEach(this::begin);
        if (capacity > 0) {
            try {
                due.addAll(deliveries.claim(lanes.free(), each, capacity, lease));
                due.forEach(delivery -> lanes.begin(delivery.endpoint(), delivery.rate()));
            } finally {
                lanes.claimed();
            }
            due.forEach(this::begin);
        }
        return !due.isEmpty() || !tests.isEmpty();
    }

    private void begin(DueDelivery delivery) {
        inFlight.incrementAndGet();
        ExecutorService started = threads;
        if (started != null) {
            started.execute(() -> attempt(delivery));
        }
    }

    private void attempt(DueDelivery delivery) {
        Instant started = clock.instant();
        TraceSpan span = traces.attempt(delivery.eventId());
        try (var active = span.activate()) {
            attempt(delivery, started);
        } finally {
            span.end();
        }
    }

    private void attempt(DueDelivery delivery, Instant started) {
        WebhookAnswer answer = sender.send(delivery);
        Outcome outcome = answer.outcome();
        try {
            Duration wait =
                    outcome.verdict() == Outcome.Verdict.RETRY && delivery.attempts() + 1 < delivery.maxAttempts()
                            ? schedule.after(delivery.attempts() + 1, outcome.retryAfter())
                            : null;
            attempts.conclude(delivery, answer, started, wait);
            if (outcome.verdict() == Outcome.Verdict.DELIVERED) {
                delivered.record(Duration.between(delivery.createdAt(), clock.instant()));
            }
        } catch (RuntimeException e) {
            // The claim ends by itself, and then the attempt is made again.
            log.warn(
                    "The result of attempt {} of delivery {} is lost: {}",
                    delivery.attempts() + 1,
                    delivery.id(),
                    e.toString());
        } finally {
            attempts(outcome.verdict()).increment();
            if (!delivery.isTest()) {
                lanes.end(delivery.endpoint(), outcome, answer.duration());
            }
            inFlight.decrementAndGet();
            wake();
        }
    }

    private Counter attempts(Outcome.Verdict verdict) {
        return Counter.builder("statewave.webhook.endpoint.attempts")
                .description("Attempts to deliver to endpoints of tenants")
                .tag("outcome", verdict.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }

    @Override
    public void stop() {
        running = false;
        Thread stopped = loop;
        if (stopped != null) {
            stopped.interrupt();
        }
        ExecutorService started = threads;
        if (started != null) {
            started.shutdown();
            try {
                started.awaitTermination(timeout.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
