package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.JobStatus;
import dev.statewave.worker.compile.KindTtl;
import dev.statewave.worker.compile.MemoryCompiler;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.fallback.FallbackRecompiler;
import dev.statewave.worker.compile.rebuild.SubjectRebuilder;
import dev.statewave.worker.compile.storage.CompileRepository;
import dev.statewave.worker.kafka.RetryableException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compiles one subject as far as its command says. It can be stopped and run again at any point. */
@Component
class SubjectCompiler {

    private static final Duration LONGEST_WAIT_FOR_WRITER = Duration.ofSeconds(60);
    private static final int MOST_COLLISIONS = 20;
    /**
     * After this nothing further is begun, so that a long subject neither blocks its partition nor costs its consumer
     * the group.
     */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

    private final CompileRepository store;
    private final CompileJobRepository jobs;
    private final MemoryCompiler compiler;
    private final KindTtl ttl;
    private final FallbackRecompiler recompile;
    private final SubjectRebuilder rebuild;

    SubjectCompiler(
            CompileRepository store,
            CompileJobRepository jobs,
            MemoryCompiler compiler,
            KindTtl ttl,
            FallbackRecompiler recompile,
            SubjectRebuilder rebuild) {
        this.store = store;
        this.jobs = jobs;
        this.compiler = compiler;
        this.ttl = ttl;
        this.recompile = recompile;
        this.rebuild = rebuild;
    }

    /** The writer has not come as far as the command; the command has to come again. */
    static final class WriterBehind extends RetryableException {
        WriterBehind(LogPosition position) {
            super("the writer has not committed %d@%d within %s"
                    .formatted(position.partition(), position.offset(), LONGEST_WAIT_FOR_WRITER));
        }
    }

    /**
     * How far a call came.
     *
     * @param result how the job ended; null where there is no job to answer, or it has not ended
     * @param more whether the same command has to come again to go on
     */
    record Turn(@Nullable CompileResult result, boolean more) {

        private static final Turn NOBODY_ASKED = new Turn(null, false);
        private static final Turn AGAIN = new Turn(null, true);
    }

    Turn compile(SubjectKey key, CompileCommand command, @Nullable String requestId) throws InterruptedException {
        long until = System.nanoTime() + LONGEST_TURN.toNanos();
        if (command.recompile()) {
            recompile.run(key, requestId);
            return Turn.NOBODY_ASKED;
        }
        awaitWriter(command.position());
        if (!command.explicit()) {
            return compileAll(key, command, requestId, until) ? Turn.NOBODY_ASKED : Turn.AGAIN;
        }
        var ended = jobs.ended(key, command.jobId());
        if (ended.isPresent()) {
            return new Turn(ended.get(), false);
        }
        jobs.running(key, command.jobId());
        if (command.rebuild()) {
            return switch (rebuild.run(key, command, requestId, until)) {
                case SubjectRebuilder.Progress.Done done -> report(key, command);
                case SubjectRebuilder.Progress.Paused paused -> Turn.AGAIN;
                case SubjectRebuilder.Progress.Failed failed -> {
                    jobs.failed(command.jobId(), key, command.reason(), failed.why());
                    yield new Turn(
                            new CompileResult(command.jobId(), JobStatus.FAILED.text(), 0, 0, failed.why()), false);
                }
            };
        }
        return compileAll(key, command, requestId, until) ? report(key, command) : Turn.AGAIN;
    }

    private Turn report(SubjectKey key, CompileCommand command) {
        int reported = store.report(key, command.jobId());
        int remaining = store.countPending(key, command.position().offset());
        jobs.completed(key, command.jobId(), reported, remaining);
        return new Turn(
                new CompileResult(command.jobId(), JobStatus.COMPLETED.text(), reported, remaining, null), false);
    }

    /** False where time was up first. */
    private boolean compileAll(SubjectKey key, CompileCommand command, @Nullable String requestId, long until)
            throws InterruptedException {
        int collisions = 0;
        while (true) {
            long after = store.compiledThrough(key);
            List<PendingEpisode> episodes =
                    store.pending(key, after, command.position().offset());
            if (episodes.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > until) {
                return false;
            }
            Compiled compiled = ttl.stamp(compiler.compile(key, episodes));
            if (!store.store(key, after, episodes.getLast().logOffset(), episodes, compiled, requestId)) {
                if (++collisions > MOST_COLLISIONS) {
                    throw new IllegalStateException(
                            "the subject was changed %d times while it was compiled".formatted(collisions));
                }
            } else if (command.oneBatch()) {
                return true;
            }
        }
    }

    // The command overtakes the writer easily: both read the same log. Short steps first, since the writer needs
    // milliseconds.
    private void awaitWriter(LogPosition position) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT_FOR_WRITER.toNanos();
        for (long wait = 2; !store.committed(position); wait = Math.min(wait * 2, 100)) {
            if (System.nanoTime() > deadline) {
                throw new WriterBehind(position);
            }
            Thread.sleep(wait);
        }
    }
}
