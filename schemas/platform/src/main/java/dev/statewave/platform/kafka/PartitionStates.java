package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.text.PayloadText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The state of a loop's partitions: failed attempts at the current record, and the share of recently dead-lettered
 * records.
 */
final class PartitionStates {

    /** Attempts before a record that may itself be the cause is given up. */
    static final int ATTEMPTS = 3;
    /** How long a stopped partition waits before it reads its record again. */
    static final Duration STOPPED = Duration.ofSeconds(10);
    /** A partition that retries for longer is reported to operators. */
    private static final Duration TOLD_AFTER = Duration.ofSeconds(15);

    private static final int LONGEST_REASON = 160;

    private final Clock clock;
    private final int maxInvalidPercent;
    private final Map<TopicPartition, Trouble> troubles = new ConcurrentHashMap<>();
    private final Map<TopicPartition, InvalidShare> shares = new ConcurrentHashMap<>();

    /** @param maxInvalidPercent share of invalid records from which on a partition stops; 100 for never */
    PartitionStates(Clock clock, int maxInvalidPercent) {
        this.clock = clock;
        this.maxInvalidPercent = maxInvalidPercent;
    }

    private record Trouble(long offset, int attempts, Instant since, boolean stopped, String reason) {}

    /**
     * What follows from a failure.
     *
     * @param attempt how many attempts at this record have failed, with this one
     * @param delay until the next attempt; null where the record is given up
     */
    record Next(int attempt, @Nullable Duration delay) {}

    Next failed(TopicPartition partition, long offset, FailureClassifier.Verdict verdict, String reason) {
        InvalidShare share = shares.computeIfAbsent(partition, p -> new InvalidShare(maxInvalidPercent));
        Disposition disposition = verdict.disposition();
        Trouble before = troubles.get(partition);
        if (before != null && before.offset() != offset) {
            before = null;
        }
        int attempt = before == null ? 1 : before.attempts() + 1;
        boolean givenUp = disposition == Disposition.DEAD_LETTER
                || disposition == Disposition.RETRY_THEN_DEAD_LETTER && attempt >= ATTEMPTS;
        boolean tooMany = givenUp && share.exceeded();
        boolean stopped = disposition == Disposition.STOP || tooMany;
        String told = tooMany ? share.describe() + ": " + reason : reason;
        troubles.put(
                partition,
                new Trouble(offset, attempt, before == null ? clock.instant() : before.since(), stopped, told));
        if (stopped) {
            return new Next(attempt, STOPPED);
        }
        return new Next(attempt, givenUp ? null : Backoff.after(attempt));
    }

    void deadLettered(TopicPartition partition) {
        troubles.remove(partition);
        shares.computeIfAbsent(partition, p -> new InvalidShare(maxInvalidPercent))
                .count(true);
    }

    /** @param records how many of the partition were handled */
    void handled(TopicPartition partition, long lastOffset, int records) {
        if (!troubles.isEmpty()) {
            troubles.computeIfPresent(partition, (p, trouble) -> trouble.offset() <= lastOffset ? null : trouble);
        }
        InvalidShare share = shares.get(partition);
        if (share != null) {
            for (int i = 0; i < Math.min(records, InvalidShare.WINDOW); i++) {
                share.count(false);
            }
        }
    }

    /** Forgets a partition that was assigned to another process. */
    void retain(Collection<TopicPartition> assigned) {
        troubles.keySet().retainAll(assigned);
        shares.keySet().retainAll(assigned);
    }

    /** For operators; empty where every partition moves. */
    String describe() {
        Instant deadline = clock.instant().minus(TOLD_AFTER);
        return new TreeMap<>(troubles.entrySet().stream()
                        .filter(entry -> entry.getValue().stopped()
                                || entry.getValue().since().isBefore(deadline))
                        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue)))
                .entrySet().stream()
                        .map(entry -> "%s %s at offset %d: %s"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue().stopped() ? "stopped" : "retries",
                                        entry.getValue().offset(),
                                        PayloadText.cut(entry.getValue().reason(), LONGEST_REASON)))
                        .collect(Collectors.joining("; "));
    }
}
