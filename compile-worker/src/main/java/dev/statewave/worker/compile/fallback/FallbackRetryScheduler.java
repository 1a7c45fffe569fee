package dev.statewave.worker.compile.fallback;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.ChatModels;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.storage.FallbackRepository;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Looks for subjects with episodes that the model failed on and, while the model answers, sends them to the compilers:
 * as commands like all others, so that no subject is compiled twice at once.
 */
@Component
@Order(4)
@ConditionalOnRole(Role.COMPILER)
class FallbackRetryScheduler implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(FallbackRetryScheduler.class);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(15);
    /** Stands at the beginning of any log: there is nothing to wait for. */
    private static final LogPosition NOTHING = new LogPosition(0, -1);

    private final FallbackRepository fallbacks;
    private final ObjectProvider<ChatModels> chat;
    private final WorkerSettings worker;
    private final KafkaTemplate<String, byte[]> kafka;
    private final ModelSettings settings;
    private final Clock clock;
    private final TaskScheduler scheduler;
    private volatile FallbackRepository.Count count = new FallbackRepository.Count(0, 0);
    private volatile @Nullable ScheduledFuture<?> schedule;

    FallbackRetryScheduler(
            FallbackRepository fallbacks,
            ObjectProvider<ChatModels> chat,
            KafkaTemplate<String, byte[]> kafka,
            WorkerSettings worker,
            ModelSettings settings,
            Clock clock,
            TaskScheduler scheduler,
            MeterRegistry metrics) {
        this.fallbacks = fallbacks;
        this.chat = chat;
        this.worker = worker;
        this.kafka = kafka;
        this.settings = settings;
        this.clock = clock;
        this.scheduler = scheduler;
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
        if (worker.compilesByModel()) {
            Duration interval = Duration.ofSeconds(settings.modelRecompileSeconds());
            interval = interval.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : interval;
            schedule =
                    scheduler.scheduleWithFixedDelay(this::run, clock.instant().plus(interval), interval);
        }
    }

    void run() {
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
            log.warn("Episodes that wait for the model are looked for again soon: {}", e.toString());
        }
    }

    @Override
    public void stop() {
        var current = schedule;
        if (current != null) {
            current.cancel(true);
        }
    }
}
