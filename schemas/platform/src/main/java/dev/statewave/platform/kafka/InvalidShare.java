package dev.statewave.platform.kafka;

import java.util.BitSet;

/**
 * The share of a partition's last records that were dead-lettered. A high share means that the reader is too old or
 * wrong rather than single records: going on would move the whole topic to the dead letters.
 */
final class InvalidShare {

    static final int WINDOW = 100;
    /** Below this number of records the share is not judged. */
    private static final int LEAST = 50;

    private final int maxPercent;
    private final BitSet invalid = new BitSet(WINDOW);
    private int seen;

    InvalidShare(int maxPercent) {
        this.maxPercent = maxPercent;
    }

    synchronized void count(boolean wasInvalid) {
        invalid.set(seen % WINDOW, wasInvalid);
        // Kept small, and in step with the window.
        seen = seen == 2 * WINDOW - 1 ? WINDOW : seen + 1;
    }

    /** Whether one more may not be dead-lettered. */
    synchronized boolean exceeded() {
        int size = Math.min(seen, WINDOW);
        return maxPercent < 100 && size >= LEAST && 100 * invalid.cardinality() > maxPercent * size;
    }

    synchronized String describe() {
        return "%d of the last %d records are invalid".formatted(invalid.cardinality(), Math.min(seen, WINDOW));
    }
}
