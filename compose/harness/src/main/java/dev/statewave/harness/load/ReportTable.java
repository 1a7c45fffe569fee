package dev.statewave.harness.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as Markdown: what was found, and beside it what was aimed at. */
final class ReportTable {

    private final LoadReport report;

    ReportTable(LoadReport report) {
        this.report = report;
    }

    String markdown() {
        LoadSettings settings = report.settings();
        return String.join(
                        "\n\n",
                        ("Measured on: %s. %d s a cell after %d s of warm-up; "
                                        + "%s different texts, %d different questions.")
                                .formatted(
                                        report.machine(),
                                        settings.cell().toSeconds(),
                                        settings.warmUp().toSeconds(),
                                        number(settings.texts()),
                                        settings.questions()),
                        cells(),
                        goals(),
                        database(),
                        lists(),
                        filled())
                + "\n";
    }

    private String cells() {
        return table(
                "| subjects | operation | clients | requests/s | p50 ms | p95 ms | p99 ms | errors |",
                8,
                report.cells().stream()
                        .map(cell -> row(
                                number(cell.subjects()),
                                cell.operation().title(),
                                cell.clients(),
                                decimals(0, cell.perSecond()),
                                millis(cell.latencies().p50()),
                                millis(cell.latencies().p95()),
                                millis(cell.latencies().p99()),
                                cell.errors()))
                        .toList());
    }

    private String goals() {
        var rows = new ArrayList<String>();
        report.settings().clients().forEach(clients -> rows.add(growth(clients)));
        rows.add(toBareSql());
        rows.add(big());
        return table("| ratio | measured | aimed at |", 3, rows);
    }

    private String growth(int clients) {
        int small = report.settings().sizes().getFirst();
        int large = report.settings().sizes().getLast();
        return row(
                "context p95, %s subjects to %s, %d client%s"
                        .formatted(number(large), number(small), clients, clients == 1 ? "" : "s"),
                large == small ? "only one size was measured" : ratio(p95(large, clients), p95(small, clients)),
                "1.2 or less, 100,000 to 1,000");
    }

    private String toBareSql() {
        return row(
                "warm context p50 to its bare SQL, 1 client",
                report.sql().isEmpty()
                        ? "not measured: PostgreSQL came without pg_stat_statements"
                        : report.sql().stream()
                                .map(sql -> "**%s** at %s subjects"
                                        .formatted(decimals(1, sql.ratio()), number(sql.subjects())))
                                .collect(Collectors.joining(", ")),
                "3 or less");
    }

    private String big() {
        LoadReport.Big small = report.big().getFirst();
        LoadReport.Big large = report.big().getLast();
        double before = small.context().latencies().p50();
        double after = large.context().latencies().p50();
        return row(
                "context p50 of a subject with %s memories to one with %s, 1 client"
                        .formatted(number(large.memories()), number(small.memories())),
                "%s (p95 %s to %s ms)"
                        .formatted(
                                ratio(after, before),
                                millis(large.context().latencies().p95()),
                                millis(small.context().latencies().p95())),
                "5 or less, 50,000 to 200");
    }

    private double p95(int subjects, int clients) {
        return report.cell(subjects, Operation.CONTEXT, clients)
                .orElseThrow()
                .latencies()
                .p95();
    }

    private static String ratio(double now, double then) {
        return "%s to %s ms: **%s**".formatted(millis(now), millis(then), decimals(2, now / then));
    }

    private String database() {
        if (report.sql().isEmpty()) {
            return "Bare SQL: not measured.";
        }
        return table(
                "| subjects | context p50 ms, 1 client | its bare SQL ms, mean | statements a context |",
                4,
                report.sql().stream()
                        .map(sql -> row(
                                number(sql.subjects()),
                                millis(sql.contextP50()),
                                decimals(2, sql.perCall().millis()),
                                decimals(1, sql.perCall().statements())))
                        .toList());
    }

    private String lists() {
        return table(
                "| list of operators, %s subjects, 1 client, 50 rows | p50 ms | p95 ms | aimed at |"
                        .formatted(number(report.settings().sizes().getLast())),
                4,
                report.lists().stream()
                        .map(list -> row(
                                list.title(),
                                millis(list.latencies().p50()),
                                millis(list.latencies().p95()),
                                "50 or less"))
                        .toList());
    }

    private String filled() {
        return table(
                "| subjects | episodes | memories | database MiB | filled in s | rows/s |",
                6,
                report.filled().stream()
                        .map(step -> row(
                                number(step.subjects()),
                                number(step.episodes()),
                                number(step.memories()),
                                number(step.databaseBytes() >> 20),
                                decimals(0, step.seconds()),
                                number(Math.round(step.rowsPerSecond()))))
                        .toList());
    }

    private static String table(String head, int columns, List<String> rows) {
        return head + "\n" + "|---".repeat(columns) + "|\n" + String.join("\n", rows);
    }

    private static String row(Object... cells) {
        return Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String millis(double value) {
        return decimals(1, value);
    }

    private static String decimals(int count, double value) {
        return String.format(Locale.ROOT, "%." + count + "f", value);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
