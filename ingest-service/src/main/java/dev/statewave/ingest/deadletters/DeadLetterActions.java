package dev.statewave.ingest.deadletters;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.ingest.deadletters.DeadLetterInbox.Found;
import dev.statewave.ingest.deadletters.FailedJobRepository.FailedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Redrives and drops letters, in batches. A batch is claimed in the database first, so that of two calls for the same
 * letter one does it and the other finds it done. One call takes 20 seconds at most and says where it stopped.
 */
@Component
class DeadLetterActions {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int BATCH = 100;
    /** Values that are held in memory at once. */
    private static final long BATCH_BYTES = 16L * 1024 * 1024;
    /** Letters that an answer names. */
    private static final int TOLD = 100;

    private static final String NOT_FOUND = "not_found";
    private static final String HANDLED = "already_handled";

    private final DeadLetterInbox inbox;
    private final DeadLetterScan scan;
    private final LetterStateRepository states;
    private final Redriver redriver;

    DeadLetterActions(DeadLetterInbox inbox, DeadLetterScan scan, LetterStateRepository states, Redriver redriver) {
        this.inbox = inbox;
        this.scan = scan;
        this.states = states;
        this.redriver = redriver;
    }

    /** @param reason as in {@link Letter#obstacle}, or what else kept the letter where it is */
    record Skipped(String id, String reason) {}

    /**
     * What was done, or with {@code dryRun} what would be.
     *
     * @param matched letters that were chosen
     * @param handled of them, those that were redriven or dropped
     * @param skippedTotal of them, those that were not
     * @param skipped the first hundred of those
     * @param nextCursor where to go on; null where nothing is left
     */
    record Outcome(
            boolean dryRun,
            long matched,
            long handled,
            long skippedTotal,
            List<Skipped> skipped,
            @Nullable String nextCursor) {}

    /** Blocks, for up to 20 seconds. */
    Outcome redrive(LetterSelection selection, Actor actor, @Nullable String requestId) {
        return run(selection, actor, requestId, true);
    }

    /** Blocks, for up to 20 seconds. */
    Outcome drop(LetterSelection selection, Actor actor, @Nullable String requestId) {
        return run(selection, actor, requestId, false);
    }

    private Outcome run(LetterSelection selection, Actor actor, @Nullable String requestId, boolean redrives) {
        if (!selection.dryRun()) {
            // Here and not by a job: rows come from nowhere else.
            states.forget(scan.firsts());
        }
        var work = new Work(selection, actor, requestId, redrives);
        if (!selection.ids().isEmpty()) {
            var found = inbox.findAll(selection.ids());
            selection.ids().stream().filter(id -> !found.containsKey(id)).forEach(id -> work.skip(id, NOT_FOUND));
            found.values().forEach(work::take);
            work.flush();
            return work.outcome(null);
        }
        LetterCursor from = selection.cursor() == null ? LetterCursor.START : selection.cursor();
        var stop = new ArrayList<LetterCursor>();
        inbox.walk(selection.filter(), from, LIMIT, new DeadLetterInbox.Walker() {
            @Override
            public boolean record(Letter letter, ConsumerRecord<byte[], byte[]> record) {
                return work.take(new Found(letter, record, null));
            }

            @Override
            public boolean job(FailedJob job) {
                return work.take(new Found(job.letter(), null, job));
            }

            @Override
            public void stoppedAt(LetterCursor place) {
                stop.add(place);
            }
        });
        work.flush();
        return work.outcome(stop.isEmpty() ? null : stop.getFirst().encoded());
    }

    /** One call. */
    private final class Work {

        private final LetterSelection selection;
        private final Actor actor;
        private final @Nullable String requestId;
        private final boolean redrives;
        private final long begin = System.nanoTime();
        private final List<Found> batch = new ArrayList<>();
        private final List<Skipped> skipped = new ArrayList<>();
        private long batchBytes;
        private long matched;
        private long handled;
        private long skippedTotal;

        Work(LetterSelection selection, Actor actor, @Nullable String requestId, boolean redrives) {
            this.selection = selection;
            this.actor = actor;
            this.requestId = requestId;
            this.redrives = redrives;
        }

        /** @return whether to go on */
        boolean take(Found found) {
            matched++;
            String obstacle = redrives ? found.letter().obstacle() : null;
            boolean forced = selection.force() && Letter.QUARANTINED.equals(obstacle);
            if (obstacle != null && !forced) {
                skip(found.letter().id(), obstacle);
            } else if (selection.dryRun()) {
                batch.add(new Found(found.letter(), null, null));
            } else {
                batch.add(found);
                batchBytes += found.letter().valueBytes();
            }
            if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
                flush();
            }
            return matched < selection.limit() && System.nanoTime() - begin < LIMIT.toNanos();
        }

        void skip(String id, String reason) {
            skippedTotal++;
            if (skipped.size() < TOLD) {
                skipped.add(new Skipped(id, reason));
            }
        }

        void flush() {
            List<Found> all = List.copyOf(batch);
            batch.clear();
            batchBytes = 0;
            if (all.isEmpty()) {
                return;
            }
            List<Found> wanted = redrives && !selection.force() ? withoutErased(all) : all;
            if (selection.dryRun()) {
                Set<String> known = states.handled(letters(wanted)).keySet();
                wanted.forEach(found -> count(
                        found.letter().id(), !known.contains(found.letter().id())));
            } else if (redrives) {
                redrive(wanted);
            } else {
                Set<String> claimed = claim(wanted, "dropped");
                wanted.forEach(found -> count(
                        found.letter().id(), claimed.contains(found.letter().id())));
            }
        }

        private List<Found> withoutErased(List<Found> all) {
            Set<String> erased = redriver.erased(letters(all));
            all.stream()
                    .map(found -> found.letter().id())
                    .filter(erased::contains)
                    .forEach(id -> skip(id, "subject_erased"));
            return all.stream()
                    .filter(found -> !erased.contains(found.letter().id()))
                    .toList();
        }

        private void count(String id, boolean done) {
            if (done) {
                handled++;
            } else {
                skip(id, HANDLED);
            }
        }

        private void redrive(List<Found> wanted) {
            Set<String> claimed = claim(wanted, "redriving");
            wanted.stream()
                    .map(found -> found.letter().id())
                    .filter(id -> !claimed.contains(id))
                    .forEach(id -> skip(id, HANDLED));
            List<Found> own = wanted.stream()
                    .filter(found -> claimed.contains(found.letter().id()))
                    .toList();
            var failed = redriver.send(own, requestId);
            failed.forEach(this::skip);
            states.release(List.copyOf(failed.keySet()));
            states.redriven(own.stream()
                    .map(found -> found.letter().id())
                    .filter(id -> !failed.containsKey(id))
                    .toList());
            handled += own.size() - failed.size();
            pace();
        }

        private Set<String> claim(List<Found> wanted, String state) {
            AdminAction action = redrives ? AdminAction.DEAD_LETTERS_REDRIVE : AdminAction.DEAD_LETTERS_DROP;
            return states.claim(letters(wanted), state, selection.reason(), actor, action, requestId);
        }

        /** Waits until no more than the wanted number was redriven in a second. */
        private void pace() {
            long due = handled * Duration.ofSeconds(1).toNanos() / selection.perSecond();
            long ahead = Math.min(due - (System.nanoTime() - begin), LIMIT.toNanos());
            if (ahead > 0) {
                try {
                    Thread.sleep(Duration.ofNanos(ahead));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        Outcome outcome(@Nullable String next) {
            return new Outcome(selection.dryRun(), matched, handled, skippedTotal, List.copyOf(skipped), next);
        }

        private static List<Letter> letters(List<Found> found) {
            return found.stream().map(Found::letter).toList();
        }
    }
}
