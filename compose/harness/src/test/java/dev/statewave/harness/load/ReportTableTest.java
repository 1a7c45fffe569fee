package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.harness.measure.Latencies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTableTest {

    @Test
    void ratiosStandBesideWhatWasAimedAt() {
        var sql = new LoadReport.Sql(1_000, 9, new StatementTimes.PerCall(4.5, 12));
        String table = new ReportTable(report(List.of(1_000, 100_000), List.of(sql))).markdown();

        assertThat(table)
                .contains("| 1,000 | context | 1 | 10 | 5.0 | 10.0 | 20.0 | 0 |")
                .contains("| context p95, 100,000 subjects to 1,000, 1 client | 30.0 to 10.0 ms: **3.00** "
                        + "| 1.2 or less, 100,000 to 1,000 |")
                .contains("| warm context p50 to its bare SQL, 1 client | **2.0** at 1,000 subjects | 3 or less |")
                .contains("| `/admin/jobs` | 2.0 | 3.0 | 50 or less |")
                .contains("40.0 to 10.0 ms: **4.00** (p95 80.0 to 20.0 ms) | 5 or less, 50,000 to 200 |");
    }

    @Test
    void whatWasNotMeasuredIsSaidToBe() {
        String table = new ReportTable(report(List.of(1_000), List.of())).markdown();

        assertThat(table)
                .contains("only one size was measured")
                .contains("not measured: PostgreSQL came without pg_stat_statements");
    }

    @Test
    void errorsOfAllPartsCount() {
        assertThat(report(List.of(1_000), List.of()).errors()).isZero();
        var broken = new Measurement(1_000, Operation.CONTEXT, 1, new Latencies(1, 1, 1, 1), 1, 2, "answered 503");
        var report = new LoadReport(
                "here",
                null,
                List.of(),
                List.of(broken),
                List.of(),
                List.of(new LoadReport.Listed("jobs", new Latencies(1, 1, 1, 1), 1)),
                List.of(new LoadReport.Big(200, broken)));
        assertThat(report.errors()).isEqualTo(5);
    }

    private static LoadReport report(List<Integer> sizes, List<LoadReport.Sql> sql) {
        var settings = new LoadSettings(
                sizes, List.of(1), Duration.ofSeconds(2), Duration.ofSeconds(1), 4_000, 300, List.of(200, 50_000));
        return new LoadReport(
                "a test",
                settings,
                List.of(new FillResult(1_000, 15_000, 16_000, 47_000, 4, 64L << 20)),
                sizes.stream()
                        .map(size -> context(size, size == 1_000 ? 5 : 15))
                        .toList(),
                sql,
                List.of(new LoadReport.Listed("`/admin/jobs`", new Latencies(20, 2, 3, 4), 0)),
                List.of(new LoadReport.Big(200, context(1_000, 10)), new LoadReport.Big(50_000, context(1_000, 40))));
    }

    private static Measurement context(int subjects, double p50) {
        return new Measurement(subjects, Operation.CONTEXT, 1, new Latencies(20, p50, 2 * p50, 4 * p50), 10, 0, null);
    }
}
