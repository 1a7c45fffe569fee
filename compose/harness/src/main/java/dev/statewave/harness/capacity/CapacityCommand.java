package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Coefficients;
import dev.statewave.harness.measure.GeneratedSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures what each operation costs, process by process, and works the coefficients of the calculator out of it. */
@Command(
        name = "capacity",
        description = "Measure what each operation costs in processor time, bytes and memory, process by process.")
public final class CapacityCommand implements Callable<Integer> {

    private static final int MAX_SUBJECTS = 2_000_000;
    private static final int MAX_SECONDS = 600;
    private static final long BYTES_A_SUBJECT = 120_000;
    private static final long MIN_BYTES = 4L << 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--subjects",
            paramLabel = "N",
            defaultValue = "20000",
            description = "subjects that are filled before (default: ${DEFAULT-VALUE})")
    private int subjects = 20_000;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "duration of each measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 10;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "90",
            description = "seconds of warm-up (default: ${DEFAULT-VALUE})")
    private int warmUp = 90;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of texts and subjects that are drawn (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "docs/sizing/runs",
            description = "gets the file of the run, also of one that failed (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("docs/sizing/runs");

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "stands in the file of the run")
    private String note = "";

    @Option(
            names = "--validate",
            description = "run mixes that no coefficient was worked out of, and compare them with the calculator")
    private boolean validate;

    @Option(
            names = "--fit",
            paramLabel = "RUN",
            description = "measure nothing, and work the coefficients out of the file of a run")
    private @Nullable Path fit;

    @Option(
            names = "--ended",
            paramLabel = "RUN",
            description = "for --fit, a run that has what is noted at the end, if the other one was stopped before")
    private @Nullable Path ended;

    @Option(
            names = "--compare",
            paramLabel = "RUN",
            description = "measure nothing, and compare the mixes of the file of a run with the calculator")
    private @Nullable Path compare;

    @Option(
            names = "--coefficients",
            paramLabel = "FILE",
            defaultValue = "schemas/contract/src/main/resources/sizing/coefficients.json",
            description = "what --fit writes (default: ${DEFAULT-VALUE})")
    private Path coefficients = Path.of("schemas/contract/src/main/resources/sizing/coefficients.json");

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "a page that gets tiers, costs and errors between its markers, such as docs/sizing.md")
    private @Nullable Path page;

    @Override
    public Integer call() throws Exception {
        if (fit != null) {
            Files.createDirectories(coefficients.toAbsolutePath().getParent());
            Files.writeString(coefficients, Fit.of(fit, ended).toPrettyString() + "\n");
            System.out.println("Written to " + coefficients);
            return 0;
        }
        if (compare != null) {
            return compare(compare);
        }
        requireRange("--subjects", subjects, 5_000, MAX_SUBJECTS);
        requireRange("--seconds", seconds, 2, MAX_SECONDS);
        requireRange("--warm-up", warmUp, 0, MAX_SECONDS);
        return measure();
    }

    private int compare(Path run) throws IOException {
        Coefficients known = Coefficients.builtIn();
        String figures = SizingPage.markdown(
                known, Validation.of(RunFile.read(run), known), "docs/sizing/runs/" + run.getFileName());
        System.out.println(figures);
        if (page != null) {
            GeneratedSection.write(page, "Sizing", figures);
            System.out.println("Written to " + page);
        }
        return 0;
    }

    private int measure() throws Exception {
        var settings = new CapacitySettings(subjects, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), seed);
        Path home = Files.createTempDirectory("statewave-capacity");
        requireSpace(home);
        var file = new RunFile(validate ? "validation" : "calibration", settings, note, Instant.now());
        var system = new MeasuredSystem(home);
        // In a hook, so that Ctrl-C leaves no processes and no gigabytes behind, and loses no results.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(system, file)));
        int status = 0;
        try {
            var run = new CapacityRun(settings, system, file, System.out);
            if (validate) {
                run.validate();
            } else {
                run.calibrate();
            }
            file.complete();
        } catch (Exception e) {
            file.failed(e.toString());
            System.err.println("The run failed: " + e);
            status = 1;
        }
        Path written = file.write(out);
        System.out.println("Written to " + written);
        return validate && status == 0 ? compare(written) : status;
    }

    private void discard(MeasuredSystem system, RunFile file) {
        try {
            file.write(out);
        } catch (IOException e) {
            System.err.println("The results could not be written: " + e);
        }
        discard(system);
    }

    private static void discard(MeasuredSystem system) {
        try {
            system.close();
        } catch (IOException e) {
            System.err.println("What was started could not be removed: " + e);
        }
    }

    private void requireRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d and has to be from %d to %d.".formatted(name, value, min, max));
        }
    }

    private void requireSpace(Path home) throws IOException {
        long needed = MIN_BYTES + subjects * BYTES_A_SUBJECT;
        long free = Files.getFileStore(home).getUsableSpace();
        if (free < needed) {
            throw new IllegalStateException(
                    "%,d subjects need some %,d MB in %s and %,d MB are free: make room, or ask for fewer subjects."
                            .formatted(subjects, needed >> 20, home.getParent(), free >> 20));
        }
    }
}
