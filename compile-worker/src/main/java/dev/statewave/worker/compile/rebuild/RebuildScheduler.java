package dev.statewave.worker.compile.rebuild;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Sends the subjects of rebuilds to the compilers, a few at a time, so that what agents record is not kept waiting: as
 * commands like all others, so that no subject is compiled twice at once. All that it knows stands in the database; it
 * may be killed at any moment.
 */
@Component
@Order(4)
@ConditionalOnRole(Role.COMPILER)
class RebuildScheduler implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(RebuildScheduler.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final RebuildRepository rebuilds;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;
    private final TaskScheduler scheduler;
    private volatile @Nullable ScheduledFuture<?> schedule;

    RebuildScheduler(
            RebuildRepository rebuilds, KafkaTemplate<String, byte[]> kafka, Clock clock, TaskScheduler scheduler) {
        this.rebuilds = rebuilds;
        this.kafka = kafka;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        schedule = scheduler.scheduleWithFixedDelay(this::run, clock.instant().plus(INTERVAL), INTERVAL);
    }

    void run() {
        try {
            List<RebuildRepository.Due> due = rebuilds.claim();
            for (RebuildRepository.Due subject : due) {
                kafka.send(
                                Topics.COMPILE,
                                subject.key().encoded(),
                                Json.bytes(new CompileCommand(null, CompileCommand.REBUILD, subject.last())))
                        .join();
            }
            if (due.isEmpty()) {
                rebuilds.complete();
            }
        } catch (RuntimeException e) {
            log.warn("Subjects that wait to be rebuilt are looked for again soon: {}", e.toString());
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
