package dev.statewave.platform.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The lag of a group on one partition, in records and in time. The time is taken from when the end of the partition was
 * seen to pass the committed offset, and not from timestamps of records, which producers set as they like.
 */
public final class PartitionLag {

    /** The most end offsets that are kept; beyond it every second one is dropped, which makes the time coarser. */
    private static final int MOST_ENDS = 256;

    private final Deque<End> ends = new ArrayDeque<>();
    private long committed = -1;
    private long lag;
    private Instant moved;

    private record End(long offset, Instant seen) {}

    public PartitionLag(Instant now) {
        this.moved = now;
    }

    /**
     * @param newCommitted the next offset that the group reads
     * @param end the end offset that a reader of committed records sees
     */
    public synchronized void observe(long newCommitted, long end, Instant now) {
        if (newCommitted != committed || end <= newCommitted) {
            moved = now;
        }
        committed = newCommitted;
        lag = Math.max(0, end - newCommitted);
        if (ends.isEmpty() || ends.getLast().offset() < end) {
            ends.addLast(new End(end, now));
        }
        while (!ends.isEmpty() && ends.getFirst().offset() <= committed) {
            ends.removeFirst();
        }
        if (ends.size() > MOST_ENDS) {
            var kept = new ArrayDeque<End>();
            boolean keep = true;
            for (End each : ends) {
                if (keep || each == ends.getLast()) {
                    kept.addLast(each);
                }
                keep = !keep;
            }
            ends.clear();
            ends.addAll(kept);
        }
    }

    /** Records that are still to be read. */
    public synchronized long records() {
        return lag;
    }

    /** How long the oldest unread record has been seen to wait. */
    public synchronized Duration age(Instant now) {
        return lag == 0 || ends.isEmpty()
                ? Duration.ZERO
                : Duration.between(ends.getFirst().seen(), now);
    }

    /** Whether there is work and nothing was committed for this long. */
    public synchronized boolean stalled(Instant now, Duration after) {
        return lag > 0 && !after.isZero() && moved.plus(after).isBefore(now);
    }
}
