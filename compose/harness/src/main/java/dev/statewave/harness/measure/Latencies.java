package dev.statewave.harness.measure;

import java.util.Arrays;

/**
 * How long calls took, in milliseconds. A quantile is the smallest measured value that at least so many of all values
 * do not exceed.
 *
 * @param count how many calls
 */
public record Latencies(int count, double p50, double p95, double p99) {

    /** @param nanos in any order; is sorted. All is zero where there are none. */
    public static Latencies of(long[] nanos) {
        Arrays.sort(nanos);
        return new Latencies(nanos.length, at(nanos, 0.50), at(nanos, 0.95), at(nanos, 0.99));
    }

    @Override
    public String toString() {
        return "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms".formatted(p50, p95, p99);
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * share) - 1)] / 1e6;
    }
}
