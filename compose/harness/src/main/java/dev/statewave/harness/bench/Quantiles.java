package dev.statewave.harness.bench;

import java.util.List;

/** The middle and the slow end of some measurements, in milliseconds. */
record Quantiles(double p50, double p99) {

    static Quantiles of(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return new Quantiles(at(sorted, 0.50), at(sorted, 0.99));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get(Math.min(sorted.size() - 1, (int) Math.floor(sorted.size() * share)));
    }

    @Override
    public String toString() {
        return "p50 %.1f ms, p99 %.1f ms".formatted(p50, p99);
    }
}
