package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.local.system.LocalSystem;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadIT {

    private static final Duration CELL = Duration.ofMillis(500);
    private static final LoadSettings SMALL =
            new LoadSettings(List.of(20, 50), List.of(1, 4), CELL, CELL, 250, 40, List.of(20, 300));

    @Test
    void runFillsASystemMeasuresAllCellsAndLeavesItUsable() throws Exception {
        Path target = Path.of("target").toAbsolutePath();
        var said = new ByteArrayOutputStream();
        Path home = Files.createTempDirectory(target, "load");
        try (var system = LocalSystem.apart(home, List.of());
                var run = new LoadRun(SMALL, system, home, new PrintStream(said, true, StandardCharsets.UTF_8))) {
            LoadReport report = run.measure();

            assertThat(report.errors())
                    .as(said.toString(StandardCharsets.UTF_8))
                    .isZero();
            for (int size : SMALL.sizes()) {
                for (Operation operation : Operation.values()) {
                    for (int clients : SMALL.clients()) {
                        assertThat(report.cell(size, operation, clients)).hasValueSatisfying(cell -> {
                            assertThat(cell.latencies().count()).isPositive();
                            assertThat(cell.latencies().p99())
                                    .isGreaterThanOrEqualTo(cell.latencies().p50())
                                    .isPositive();
                        });
                    }
                }
            }
            assertThat(report.filled()).extracting(FillResult::subjects).containsExactly(20, 50);
            assertThat(report.filled().getLast().episodes()).isEqualTo(episodes(50));
            assertThat(report.filled().getLast().memories()).isGreaterThanOrEqualTo(episodes(50));
            assertThat(report.big()).extracting(LoadReport.Big::memories).containsExactly(20, 300);
            assertThat(report.lists()).isNotEmpty().allSatisfy(list -> assertThat(
                            list.latencies().count())
                    .as(list.title())
                    .isPositive());
            assertThat(report.sql())
                    .allSatisfy(sql -> assertThat(sql.perCall().millis()).isPositive());

            filledSubjectAnswersWithItsOwnWords(run);
            whatIsRecordedLaterComesBehind(run);
            pageAndPlotsAreWritten(report, Files.createTempDirectory(target, "load-docs"));
        }
    }

    private static void filledSubjectAnswersWithItsOwnWords(LoadRun run) throws Exception {
        SubjectPlan plan = SubjectPlan.of(30);
        String known = text(
                run, plan.session(plan.sessions() - 1, run.now(), SMALL.texts()).getLast());

        assertThat(assembled(run, plan.subject(), known)).contains(known);
        assertThat(run.client()
                        .search(plan.subject(), known)
                        .json()
                        .at("/memories/0/content")
                        .asString(""))
                .isEqualTo(known);
    }

    /**
     * The episode is behind all that was filled, and the compiler takes it although the subject was compiled before.
     */
    private static void whatIsRecordedLaterComesBehind(LoadRun run) throws Exception {
        String subject = SubjectPlan.of(31).subject();
        String later = "The harbour ferry to the lighthouse runs every forty minutes in winter.";
        run.client().record(subject, "load", later);

        assertThat(assembled(run, subject, "ferry")).contains(later);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!run.client()
                .search(subject, later)
                .json()
                .at("/memories/0/content")
                .asString("")
                .equals(later)) {
            assertThat(System.nanoTime()).as("the time until it is compiled").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static void pageAndPlotsAreWritten(LoadReport report, Path docs) throws Exception {
        LoadCommand.write(docs, report, new ReportTable(report).markdown());

        assertThat(Files.readString(docs.resolve("load.md")))
                .contains("| 50 | ingest | 4 |")
                .contains("aimed at");
        for (Operation operation : Operation.values()) {
            assertThat(Files.readString(docs.resolve("load/" + operation.title() + ".svg")))
                    .contains("<circle");
        }
    }

    private static long episodes(int subjects) {
        return IntStream.range(0, subjects)
                .map(number -> SubjectPlan.of(number).episodes())
                .sum();
    }

    private static String text(LoadRun run, SubjectPlan.Planned planned) {
        return run.pool().texts().get(planned.text()).text();
    }

    private static String assembled(LoadRun run, String subject, String task) throws Exception {
        return run.client()
                .context(subject, task)
                .json()
                .path("assembled_context")
                .asString("");
    }
}
