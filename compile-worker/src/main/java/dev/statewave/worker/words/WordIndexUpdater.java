package dev.statewave.worker.words;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Analyzes the words of memories anew that were stored by older rules, while these go on to be found by them: after an
 * update a few hundred at a time, with as much rest as work in between, by every compiler.
 */
@Component
@Order(6)
@ConditionalOnRole(Role.COMPILER)
class WordIndexUpdater implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(WordIndexUpdater.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private final WordRepository repository;
    private final SubjectWords words;
    private final TaskScheduler scheduler;
    private volatile @Nullable ScheduledFuture<?> schedule;

    WordIndexUpdater(WordRepository repository, SubjectWords words, TaskScheduler scheduler) {
        this.repository = repository;
        this.words = words;
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        schedule = scheduler.scheduleWithFixedDelay(this::run, INTERVAL);
    }

    void run() {
        try {
            long until = System.nanoTime() + LONGEST_TURN.toNanos();
            int done = 0;
            var after = new SubjectKey("", "");
            var subject = repository.next(after);
            while (subject.isPresent() && System.nanoTime() < until) {
                try {
                    done += words.update(subject.get());
                } catch (RuntimeException e) {
                    // The others must not wait behind it.
                    log.warn("Words of {} are analyzed later: {}", subject.get(), e.toString());
                    after = subject.get();
                }
                subject = repository.next(after);
            }
            if (done > 0) {
                log.info("Analyzed the words of {} older memories", done);
            }
        } catch (RuntimeException e) {
            log.warn("Words of older memories are analyzed later: {}", e.toString());
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
