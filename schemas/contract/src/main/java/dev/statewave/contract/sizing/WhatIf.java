package dev.statewave.contract.sizing;

import java.util.List;

/**
 * Two loads side by side.
 *
 * @param rows what each of them needs
 */
public record WhatIf(List<Row> rows) {

    /** @param times the second compared with the first; 0 where the first needs none */
    public record Row(String need, double first, double second, double times) {

        static Row of(String need, double first, double second) {
            return new Row(need, first, second, first == 0 ? 0 : second / first);
        }
    }

    public static WhatIf of(Estimate first, Estimate second) {
        return new WhatIf(List.of(
                Row.of("cores", first.cores(), second.cores()),
                Row.of("memory_bytes", first.memoryBytes(), second.memoryBytes()),
                Row.of("disk_bytes", first.disk().total(), second.disk().total()),
                Row.of(
                        "growth_bytes_per_day",
                        first.disk().growthPerDay(),
                        second.disk().growthPerDay()),
                Row.of("connections", first.connections(), second.connections()),
                Row.of("partitions", first.partitions(), second.partitions()),
                Row.of("workers", first.workers(), second.workers()),
                Row.of("cost", first.cost(), second.cost())));
    }
}
