package dev.statewave.harness.load;

import dev.statewave.harness.measure.GeneratedSection;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.system.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures how fast contexts, searches and writes are answered when many subjects are stored. It starts a system for
 * that, and deletes it afterwards.
 */
@Command(name = "load", description = "Measure this machine filled with many subjects.")
public final class LoadCommand implements Callable<Integer> {

    private static final int MAX_SUBJECTS = 10_000_000;
    private static final int MAX_SECONDS = 3_600;
    /**
     * What a subject takes in the database, rounded up, with as much again for the write-ahead log that the relay has
     * not read yet.
     */
    private static final long BYTES_A_SUBJECT = 120_000;

    private static final long MIN_BYTES = 2L << 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "docs",
            description = "gets load.md and the plots (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("docs");

    private List<Integer> sizes = List.of(1_000, 10_000, 100_000);
    private int seconds = 20;

    @Parameters(
            paramLabel = "SUBJECTS",
            description = "numbers of subjects to measure with (default: 1000 10000 100000)")
    void setSizes(List<Integer> given) {
        given.forEach(size -> requireRange("SUBJECTS", size, MAX_SUBJECTS));
        sizes = given.stream().distinct().sorted().toList();
    }

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "20",
            description = "duration of each measurement (default: ${DEFAULT-VALUE})")
    void setSeconds(int given) {
        requireRange("--seconds", given, MAX_SECONDS);
        seconds = given;
    }

    /** Ends with 1 if a call failed; the page and the plots are written only if none did. */
    @Override
    public Integer call() throws Exception {
        Path home = Files.createTempDirectory("statewave-load");
        var system = LocalSystem.apart(home, List.of());
        // In a hook, so that Ctrl-C does not leave a cluster and some gigabytes behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(system, home)));
        requireSpace(home, sizes.getLast());
        LoadReport report;
        try (var run = new LoadRun(LoadSettings.of(sizes, seconds), system, home, System.out)) {
            report = run.measure();
        }
        String figures = new ReportTable(report).markdown();
        System.out.println("\n" + figures);
        if (report.errors() > 0) {
            System.err.printf(
                    "%d calls failed, so these figures are worth nothing and were not written down.%n",
                    report.errors());
            return 1;
        }
        write(out, report, figures);
        System.out.println("Written to " + out.resolve("load.md"));
        return 0;
    }

    /** Numbers of subjects, smallest first, each once. */
    List<Integer> sizes() {
        return sizes;
    }

    Path out() {
        return out;
    }

    int seconds() {
        return seconds;
    }

    private void requireRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new ParameterException(
                    spec.commandLine(), "%s is %d and has to be from 1 to %d.".formatted(name, value, max));
        }
    }

    static void write(Path out, LoadReport report, String figures) throws IOException {
        Path plots = Files.createDirectories(out.resolve("load"));
        for (Operation operation : Operation.values()) {
            Files.writeString(plots.resolve(operation.title() + ".svg"), new Plot(operation, report.cells()).svg());
        }
        GeneratedSection.write(out.resolve("load.md"), "Load", figures);
    }

    private static void discard(LocalSystem system, Path home) {
        system.close();
        try {
            FileTree.delete(home);
        } catch (IOException e) {
            System.err.printf("%s could not be deleted: %s%n", home, e);
        }
    }

    private static void requireSpace(Path home, int subjects) throws IOException {
        long needed = MIN_BYTES + subjects * BYTES_A_SUBJECT;
        long free = Files.getFileStore(home).getUsableSpace();
        if (free < needed) {
            throw new IllegalStateException(
                    "%,d subjects need some %,d MB in %s and %,d MB are free: make room, or ask for fewer subjects."
                            .formatted(subjects, needed >> 20, home.getParent(), free >> 20));
        }
    }
}
