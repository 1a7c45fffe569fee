package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.RetryableException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.fallback.FallbackRecompiler;
import dev.statewave.worker.compile.imports.ImportFinisher;
import dev.statewave.worker.compile.passages.EpisodeCompiler;
import dev.statewave.worker.compile.rebuild.RebuildRepository;
import dev.statewave.worker.compile.rebuild.SubjectRebuilder;
import dev.statewave.worker.compile.storage.CompileRepository;
import dev.statewave.worker.freshness.Freshness;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Compiles one subject as far as its command says. It can be stopped and run again at any point. */
@Component
class SubjectCompiler {

    /** After this the partition is paused, so that its other subjects do not wait behind this one. */
    private static final Duration LONGEST_WAIT_FOR_WRITER = Duration.ofSeconds(2);

    private static final int MOST_COLLISIONS = 20;
    /** After this no further batch is begun, so that other subjects of the partition get their turn. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(1);
    /** The same where one batch may take minutes; a consumer has to poll within half an hour. */
    private static final Duration LONGEST_TURN_OF_A_MODEL = Duration.ofMinutes(10);

    private final LogEnd logEnd;
    private final CompileRepository store;
    private final CompileJobRepository jobs;
    private final EpisodeCompiler compiler;
    private final FallbackRecompiler recompiler;
    private final SubjectRebuilder rebuilder;
    private final RebuildRepository rebuilds;
    private final ImportFinisher finisher;
    private final Freshness freshness;
    private final TenantPauses pauses;
    private final boolean continuous;
    private final Duration longestTurn;

    SubjectCompiler(
            LogEnd logEnd,
            CompileRepository store,
            CompileJobRepository jobs,
            EpisodeCompiler compiler,
            FallbackRecompiler recompiler,
            SubjectRebuilder rebuilder,
            RebuildRepository rebuilds,
            ImportFinisher finisher,
            Freshness freshness,
            TenantPauses pauses,
            WorkerSettings settings) {
        this.logEnd = logEnd;
        this.store = store;
        this.jobs = jobs;
        this.compiler = compiler;
        this.recompiler = recompiler;
        this.rebuilder = rebuilder;
        this.rebuilds = rebuilds;
        this.finisher = finisher;
        this.freshness = freshness;
        this.pauses = pauses;
        this.continuous = settings.continuous();
        this.longestTurn = settings.compilesByModel() ? LONGEST_TURN_OF_A_MODEL : LONGEST_TURN;
    }

    /**
     * How far a call came.
     *
     * @param result how the job ended; null where there is no job to answer, or it has not ended
     * @param more whether the same command has to be sent again to go on
     */
    record Turn(@Nullable CompileResult result, boolean more) {

        private static final Turn NOBODY_ASKED = new Turn(null, false);
        private static final Turn AGAIN = new Turn(null, true);
    }

    /** @throws RetryableException where the writer has not committed what the command has to see */
    Turn compile(SubjectKey key, CompileCommand command, @Nullable String requestId) throws InterruptedException {
        if (command.recompile()) {
            recompiler.run(key, requestId);
            return Turn.NOBODY_ASKED;
        }
        awaitWriter(command.position());
        if (command.afterImport()) {
            if (!finisher.run(key, System.nanoTime() + longestTurn.toNanos())) {
                return Turn.AGAIN;
            }
            if (!continuous) {
                return Turn.NOBODY_ASKED;
            }
        }
        String jobId = command.jobId();
        if (jobId == null && command.rebuild()) {
            return rebuildAsOneOfMany(key, command, requestId);
        }
        if (jobId == null) {
            return compileAll(key, command, requestId) ? Turn.NOBODY_ASKED : Turn.AGAIN;
        }
        var ended = jobs.ended(key, jobId);
        if (ended.isPresent()) {
            return new Turn(ended.get(), false);
        }
        jobs.running(key, jobId);
        if (command.rebuild()) {
            return rebuild(key, command, jobId, requestId);
        }
        return compileAll(key, command, requestId) ? report(key, command, jobId) : Turn.AGAIN;
    }

    private Turn rebuild(SubjectKey key, CompileCommand command, String jobId, @Nullable String requestId)
            throws InterruptedException {
        long until = System.nanoTime() + LONGEST_TURN_OF_A_MODEL.toNanos();
        return switch (rebuilder.run(key, command, requestId, until)) {
            case SubjectRebuilder.Progress.Done done -> report(key, command, jobId);
            case SubjectRebuilder.Progress.Paused paused -> Turn.AGAIN;
            case SubjectRebuilder.Progress.Failed failed -> {
                CompileResult result = Results.failed(jobId, failed.why());
                jobs.failed(key, command.reason(), result);
                yield new Turn(result, false);
            }
        };
    }

    private Turn rebuildAsOneOfMany(SubjectKey key, CompileCommand command, @Nullable String requestId)
            throws InterruptedException {
        if (!rebuilds.wants(key)) {
            // The command came twice.
            return Turn.NOBODY_ASKED;
        }
        long until = System.nanoTime() + LONGEST_TURN_OF_A_MODEL.toNanos();
        return switch (rebuilder.run(key, command, requestId, until)) {
            case SubjectRebuilder.Progress.Done done -> {
                rebuilds.done(key, done.memories());
                yield Turn.NOBODY_ASKED;
            }
            case SubjectRebuilder.Progress.Paused paused -> Turn.AGAIN;
            case SubjectRebuilder.Progress.Failed failed -> {
                rebuilds.failed(key, failed.why());
                yield Turn.NOBODY_ASKED;
            }
        };
    }

    private Turn report(SubjectKey key, CompileCommand command, String jobId) {
        int reported = store.report(key, jobId);
        int remaining = store.countPending(key, command.position().offset());
        CompileResult result = Results.completed(jobId, reported, remaining);
        jobs.completed(key, result);
        return new Turn(result, false);
    }

    /** False where time was up first, or the tenant was paused. */
    private boolean compileAll(SubjectKey key, CompileCommand command, @Nullable String requestId)
            throws InterruptedException {
        long until = System.nanoTime() + longestTurn.toNanos();
        int collisions = 0;
        while (true) {
            long after = store.compiledThrough(key);
            List<PendingEpisode> episodes =
                    store.pending(key, after, command.position().offset());
            if (episodes.isEmpty()) {
                return true;
            }
            if (System.nanoTime() > until || pauses.paused(key.tenant(), ConsumerRole.COMPILER)) {
                return false;
            }
            Compiled compiled = compiler.compile(key, episodes);
            if (!store.store(key, after, episodes.getLast().logOffset(), episodes, compiled, requestId)) {
                if (++collisions > MOST_COLLISIONS) {
                    throw new IllegalStateException(
                            "the subject was changed %d times while it was compiled".formatted(collisions));
                }
            } else {
                freshness.compiled(episodes.stream().map(PendingEpisode::createdAt));
                if (command.oneBatch()) {
                    return true;
                }
            }
        }
    }

    // The command overtakes the writer easily: both read the same log. Short steps first, since the writer needs
    // milliseconds.
    private void awaitWriter(LogPosition position) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT_FOR_WRITER.toNanos();
        for (long wait = 2; !store.committed(position); wait = Math.min(wait * 2, 100)) {
            if (System.nanoTime() > deadline) {
                if (logEnd.isBefore(position)) {
                    throw new InvalidRecordException(
                            "invalid_position",
                            "The log has no record at partition %d offset %d."
                                    .formatted(position.partition(), position.offset()));
                }
                throw new RetryableException("the writer has not committed partition %d up to offset %d"
                        .formatted(position.partition(), position.offset()));
            }
            Thread.sleep(wait);
        }
    }
}
