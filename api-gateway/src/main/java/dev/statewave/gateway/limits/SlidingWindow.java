package dev.statewave.gateway.limits;

import java.util.concurrent.TimeUnit;

/** The hits of the last sixty seconds, eight bytes each. */
final class SlidingWindow {

    static final long NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A ring buffer whose oldest element is at {@link #first}. It never grows past twice the budget. */
    private long[] hits = new long[16];

    private int first;
    private int count;

    /** Records a hit and returns 0, or returns the seconds until the next hit is allowed. */
    synchronized int take(long now, int rpm) {
        while (count > 0 && now - hits[first] >= NANOS) {
            first = (first + 1) % hits.length;
            count--;
        }
        if (count >= rpm) {
            return (int) TimeUnit.NANOSECONDS.toSeconds(NANOS - (now - hits[first])) + 1;
        }
        if (count == hits.length) {
            grow();
        }
        hits[(first + count) % hits.length] = now;
        count++;
        return 0;
    }

    private void grow() {
        var larger = new long[hits.length * 2];
        for (int i = 0; i < count; i++) {
            larger[i] = hits[(first + i) % hits.length];
        }
        hits = larger;
        first = 0;
    }
}
