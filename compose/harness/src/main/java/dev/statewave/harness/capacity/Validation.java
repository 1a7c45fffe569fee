package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Coefficients;
import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Resource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What was foretold for each mix from nothing but its rates, beside what was measured.
 *
 * @param fitted the file of the run that the coefficients come from
 * @param leftOut mixes in which calls failed, or whose consequences had not ended: they do not count
 */
record Validation(List<Row> rows, String fitted, int leftOut) {

    private static final double PERCENT = 100;

    /** What is compared: processor time of all processes, and bytes that were written. */
    enum Quantity {
        PROCESSOR("processor-seconds"),
        DISK("MB of tables and indexes"),
        LOG("MB of write-ahead log"),
        KAFKA("MB of topics");

        private final String title;

        Quantity(String title) {
            this.title = title;
        }

        double of(Map<Resource, Double> used) {
            return switch (this) {
                case PROCESSOR ->
                    Resource.cpus().stream()
                            .mapToDouble(cpu -> used.getOrDefault(cpu, 0.0))
                            .sum();
                case DISK ->
                    (used.getOrDefault(Resource.TABLE_BYTES, 0.0) + used.getOrDefault(Resource.INDEX_BYTES, 0.0)) / 1e6;
                case LOG -> used.getOrDefault(Resource.WAL_BYTES, 0.0) / 1e6;
                case KAFKA -> used.getOrDefault(Resource.KAFKA_BYTES, 0.0) / 1e6;
            };
        }
    }

    /** One quantity of one mix. */
    record Row(String mix, Quantity quantity, double predicted, double measured) {

        /** In percent of what was measured; above zero where too much was foretold. */
        double error() {
            return measured == 0 ? 0 : PERCENT * (predicted - measured) / measured;
        }
    }

    static Validation of(JsonNode run, Coefficients coefficients) {
        List<CellResult> cells = RunFile.mixCells(run);
        var rows = new ArrayList<Row>();
        int number = 0;
        int leftOut = 0;
        for (JsonNode node : run.path("mixes")) {
            Mix mix = Mix.read(node);
            if (number == cells.size()) {
                break;
            }
            CellResult cell = cells.get(number++);
            // Of what had not ended, only a part was measured.
            if (!cell.sound()) {
                leftOut++;
                continue;
            }
            var drivers = new EnumMap<Driver, Double>(Driver.class);
            mix.rates().drivers().forEach((driver, rate) -> drivers.put(driver, rate * mix.seconds()));
            drivers.put(Driver.SECONDS, cell.seconds());
            // Which share of reads finds its subject in memory is an input: it depends on what was read before the mix.
            for (Driver cold : List.of(Driver.COLD_READS, Driver.COLD_MEMORIES)) {
                drivers.put(cold, cell.drivers().getOrDefault(cold, 0.0));
            }
            Map<Resource, Double> predicted = coefficients.use(drivers);
            for (Quantity quantity : Quantity.values()) {
                rows.add(new Row(cell.name(), quantity, quantity.of(predicted), quantity.of(cell.used())));
            }
        }
        return new Validation(List.copyOf(rows), coefficients.run(), leftOut);
    }

    private List<Row> rows(Quantity quantity) {
        return rows.stream().filter(row -> row.quantity() == quantity).toList();
    }

    private static double[] errors(List<Row> rows) {
        return rows.stream().mapToDouble(row -> Math.abs(row.error())).sorted().toArray();
    }

    /** Median of the errors without their sign, in percent. */
    double median(Quantity quantity) {
        double[] errors = errors(rows(quantity));
        int half = errors.length / 2;
        return errors.length == 0 ? 0 : errors.length % 2 == 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
    }

    /** The largest of them. */
    double worst(Quantity quantity) {
        double[] errors = errors(rows(quantity));
        return errors.length == 0 ? 0 : errors[errors.length - 1];
    }

    /** Two tables: the errors in short, and mix by mix. */
    String markdown() {
        var page = new StringBuilder("| | mixes | median error | worst error |\n|---|---|---|---|\n");
        for (Quantity quantity : Quantity.values()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %.0f %% | %.0f %% |%n",
                    quantity.title,
                    rows(quantity).size(),
                    median(quantity),
                    worst(quantity)));
        }
        page.append("\n| mix | processor-seconds, foretold | measured | error | tables and indexes "
                        + "| write-ahead log | topics |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (Row row : rows(Quantity.PROCESSOR)) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %+.0f %% |",
                    row.mix(),
                    row.predicted(),
                    row.measured(),
                    row.error()));
            for (Quantity other : List.of(Quantity.DISK, Quantity.LOG, Quantity.KAFKA)) {
                rows(other).stream()
                        .filter(found -> found.mix().equals(row.mix()))
                        .forEach(found -> page.append(String.format(Locale.ROOT, " %+.0f %% |", found.error())));
            }
            page.append('\n');
        }
        return page.toString();
    }
}
