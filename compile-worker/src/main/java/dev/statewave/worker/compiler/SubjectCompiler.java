package dev.statewave.worker.compiler;

import dev.statewave.schemas.log.CompileCommand;
import dev.statewave.schemas.log.CompileResult;
import dev.statewave.schemas.log.LogPosition;
import dev.statewave.schemas.log.SubjectKey;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Compiles one subject as far as its command says. It can be stopped and run again at any point. */
@Component
class SubjectCompiler {

    private static final Duration LONGEST_WAIT_FOR_WRITER = Duration.ofSeconds(60);
    private static final int MOST_COLLISIONS = 20;

    private final CompileStore store;
    private final CompileJobs jobs;
    private final MemoryCompiler compiler;
    private final KindTtl ttl;

    SubjectCompiler(CompileStore store, CompileJobs jobs, MemoryCompiler compiler, KindTtl ttl) {
        this.store = store;
        this.jobs = jobs;
        this.compiler = compiler;
        this.ttl = ttl;
    }

    /** The writer has not come as far as the command; the command has to come again. */
    static final class WriterBehind extends CompileListener.ComesAgain {
        WriterBehind(LogPosition position) {
            super("the writer has not committed %d@%d within %s".formatted(position.partition(), position.offset(), LONGEST_WAIT_FOR_WRITER));
        }
    }

    /** @return how the job ended; null where there is no job to answer */
    CompileResult compile(SubjectKey key, CompileCommand command, String requestId) throws InterruptedException {
        awaitWriter(command.position());
        if (!command.explicit()) {
            compileAll(key, command, requestId);
            return null;
        }
        var ended = jobs.ended(key, command.jobId());
        if (ended.isPresent()) {
            return ended.get();
        }
        jobs.running(key, command.jobId());
        compileAll(key, command, requestId);
        int reported = store.report(key, command.jobId());
        int remaining = store.countPending(key, command.position().offset());
        jobs.completed(key, command.jobId(), reported, remaining);
        return new CompileResult(command.jobId(), "completed", reported, remaining, null);
    }

    private void compileAll(SubjectKey key, CompileCommand command, String requestId) {
        int collisions = 0;
        while (true) {
            long after = store.compiledThrough(key);
            List<PendingEpisode> episodes = store.pending(key, after, command.position().offset());
            if (episodes.isEmpty()) {
                return;
            }
            Compiled compiled = ttl.stamp(compiler.compile(episodes));
            if (!store.store(key, after, episodes.getLast().logOffset(), episodes, compiled, requestId)) {
                if (++collisions > MOST_COLLISIONS) {
                    throw new IllegalStateException("the subject was changed %d times while it was compiled".formatted(collisions));
                }
            } else if (command.oneBatch()) {
                return;
            }
        }
    }

    // The command overtakes the writer easily: both read the same log. Short steps first, since the writer needs milliseconds.
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
