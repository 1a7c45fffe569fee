package dev.statewave.harness.compare;

import java.util.stream.Collectors;

/** The result of a comparison as a table of a Markdown page. */
final class ComparisonTable {

    private ComparisonTable() {}

    static String of(Comparison.Outcome outcome) {
        boolean two = outcome.results().stream().anyMatch(result -> result.there() != null);
        String head = two
                ? "| what | here | there | times better here |\n|---|---|---|---|\n"
                : "| what | measured |\n|---|---|\n";
        return head
                + outcome.results().stream().map(result -> row(result, two)).collect(Collectors.joining())
                + "\nOf %,d accepted episodes that were not erased again, %s.\n"
                        .formatted(
                                outcome.accepted(),
                                outcome.missing() == 0
                                        ? "each was found at the end"
                                        : "%,d were NOT FOUND at the end".formatted(outcome.missing()));
    }

    private static String row(Result result, boolean two) {
        String own = "%s | %s".formatted(result.cell(), figure(result.here(), result.unit()));
        return "| "
                + (two && result.there() != null
                        ? own + " | " + figure(result.there(), result.unit()) + " | " + result.ratio()
                        : own)
                + " |\n";
    }

    private static String figure(double value, String unit) {
        return (value < 100 ? "%.1f %s" : "%,.0f %s").formatted(value, unit);
    }
}
