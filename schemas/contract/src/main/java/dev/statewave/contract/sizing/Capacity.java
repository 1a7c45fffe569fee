package dev.statewave.contract.sizing;

import java.util.Comparator;
import java.util.List;

/**
 * What a machine carries: the same mix of work as a load, as much of it as fits.
 *
 * @param load how much that is
 * @param times how many times the load that was asked about
 * @param firstBottleneck the resource that is used up first
 * @param limits how many times the load each resource would carry by itself
 * @param needs of that load
 */
public record Capacity(Load load, double times, String firstBottleneck, List<Limit> limits, Estimate needs) {

    private static final double MOST = 1e9;
    private static final int STEPS = 100;

    /**
     * One resource of the machine.
     *
     * @param times how many times the load it would carry; 0 for none of it
     */
    public record Limit(String resource, double available, double times) {}

    private interface Need {
        double of(Estimate estimate);
    }

    private record Bound(String resource, double available, Need need) {}

    /**
     * Finds it.
     *
     * @param shape the mix; of it all that grows with an installation is made larger or smaller
     */
    public static Capacity of(MachineSize machine, Load shape, Calculator calculator, Prices prices) {
        var bounds = List.of(
                new Bound("cores", machine.cores(), Estimate::cores),
                new Bound("memory", machine.memoryBytes(), Estimate::memoryBytes),
                new Bound(
                        "disk", machine.diskBytes(), estimate -> estimate.disk().total()),
                new Bound("connections", machine.connections(), Estimate::maxConnections));
        List<Limit> limits = bounds.stream()
                .map(bound -> new Limit(bound.resource(), bound.available(), most(bound, shape, calculator, prices)))
                .toList();
        Limit first =
                limits.stream().min(Comparator.comparingDouble(Limit::times)).orElseThrow();
        Load carried = shape.times(first.times());
        return new Capacity(carried, first.times(), first.resource(), limits, calculator.estimate(carried, prices));
    }

    /** Needs never get less with more load, so the largest that fits is found by halving. */
    private static double most(Bound bound, Load shape, Calculator calculator, Prices prices) {
        double low = 0;
        double high = MOST;
        if (bound.need().of(calculator.estimate(shape.times(0), prices)) > bound.available()) {
            return 0;
        }
        for (int i = 0; i < STEPS; i++) {
            double middle = low == 0 ? Math.min(1, high / 2) : Math.sqrt(low * high);
            if (bound.need().of(calculator.estimate(shape.times(middle), prices)) <= bound.available()) {
                low = middle;
            } else {
                high = middle;
            }
            if (low > 0 && high / low < 1.000_1) {
                break;
            }
        }
        return low;
    }
}
