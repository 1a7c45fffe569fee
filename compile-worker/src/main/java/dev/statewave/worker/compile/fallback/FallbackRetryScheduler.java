package dev.statewave.worker.compile.fallback;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.ChatModels;
import dev.statewave.models.ModelSettings;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.storage.FallbackRepository;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Looks for subjects with episodes that the model still owes us and, while the model answers, sends them to the
 * compilers: as commands like all others, so that no subject is compiled twice at once.
 */
@Component
class FallbackRetryScheduler implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FallbackRetryScheduler.class);
    private static final int LONGEST_TICK_SECONDS = 15;
    /** Stands at the beginning of any log: there is nothing to wait for. */
    private static final LogPosition NOTHING = new LogPosition(0, -1);

    private final FallbackRepository fallbacks;
    private final ObjectProvider<ChatModels> chat;
    private final WorkerSettings worker;
    private final KafkaTemplate<String, byte[]> kafka;
    private final ModelSettings settings;
    private final Clock clock;
    private volatile FallbackRepository.Count count = new FallbackRepository.Count(0, 0);
    private volatile @Nullable ScheduledExecutorService timer;

    FallbackRetryScheduler(
            FallbackRepository fallbacks,
            ObjectProvider<ChatModels> chat,
            KafkaTemplate<String, byte[]> kafka,
            WorkerSettings worker,
            ModelSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.fallbacks = fallbacks;
        this.chat = chat;
        this.worker = worker;
        this.kafka = kafka;
        this.settings = settings;
        this.clock = clock;
        Gauge.builder("statewave.compile.fallback.episodes", this, timer -> timer.count.waiting())
                .description("Episodes that wait for another try of the model")
                .tag("state", "waiting")
                .register(metrics);
        Gauge.builder("statewave.compile.fallback.episodes", this, timer -> timer.count.givenUp())
                .description("Episodes that the model was tried on as often as may be")
                .tag("state", "given_up")
                .register(metrics);
    }

    @Override
    public void start() {
        if (!worker.compilesByModel() || !worker.plays(Role.COMPILER)) {
            return;
        }
        int seconds = Math.min(LONGEST_TICK_SECONDS, settings.modelRecompileSeconds());
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("recompile").factory());
        started.scheduleWithFixedDelay(this::tick, seconds, seconds, TimeUnit.SECONDS);
        timer = started;
    }

    void tick() {
        try {
            if (chat.getObject().available()) {
                for (SubjectKey key : fallbacks.claim(clock.instant())) {
                    kafka.send(
                                    Topics.COMPILE,
                                    key.encoded(),
                                    Json.bytes(new CompileCommand(null, CompileCommand.RECOMPILE, NOTHING)))
                            .join();
                }
            }
            count = fallbacks.count();
        } catch (RuntimeException e) {
            log.warn("Episodes that wait for the model are looked at again in a moment: {}", e.toString());
        }
    }

    @Override
    public void stop() {
        var current = timer;
        if (current != null) {
            current.shutdownNow();
            timer = null;
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
