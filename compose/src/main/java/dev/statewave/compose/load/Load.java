package dev.statewave.compose.load;

import dev.statewave.compose.local.DeletedFolder;
import dev.statewave.compose.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command {@code load}: how fast contexts, searches and writes are answered when so many subjects are there. It
 * starts a system for that, and throws it away afterwards.
 */
public final class Load {

    /**
     * What a subject takes in the database, rounded up, with as much again for the write-ahead log that the relay has
     * not read yet.
     */
    private static final long BYTES_A_SUBJECT = 120_000;

    private static final long BYTES_IN_ANY_CASE = 2L << 30;

    private Load() {}

    /**
     * Ends the process, with 1 where a call failed; the page and the plots are written only where none did.
     *
     * @param arguments {@code [subjects...] [--out FOLDER] [--seconds N]}
     * @throws IllegalArgumentException with a sentence that says how to mend them
     * @throws IllegalStateException with a sentence where the disk is too small
     */
    public static void run(List<String> arguments) throws Exception {
        LoadArguments given = LoadArguments.parse(arguments);
        Path home = Files.createTempDirectory("statewave-load");
        var system = LocalSystem.apart(home, List.of());
        // Also where Ctrl-C ends it: a cluster and some gigabytes would stay behind.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(system, home)));
        requireSpace(home, given.sizes().getLast());
        LoadReport report;
        try (var run = new LoadRun(LoadSettings.of(given.sizes(), given.seconds()), system, home, System.out)) {
            report = run.measure();
        }
        String figures = new ReportTable(report).markdown();
        System.out.println("\n" + figures);
        if (report.errors() > 0) {
            System.err.printf(
                    "%d calls failed, so these figures are worth nothing and were not written down.%n",
                    report.errors());
            System.exit(1);
        }
        write(given.out(), report, figures);
        System.out.println("Written to " + given.out().resolve("load.md"));
        // Threads of libraries would keep the process.
        System.exit(0);
    }

    static void write(Path out, LoadReport report, String figures) throws IOException {
        Path plots = Files.createDirectories(out.resolve("load"));
        for (Operation operation : Operation.values()) {
            Files.writeString(plots.resolve(operation.title() + ".svg"), new Plot(operation, report.cells()).svg());
        }
        MarkedPage.write(out.resolve("load.md"), figures);
    }

    private static void discard(LocalSystem system, Path home) {
        system.close();
        try {
            DeletedFolder.delete(home);
        } catch (IOException e) {
            System.err.printf("%s could not be deleted: %s%n", home, e);
        }
    }

    private static void requireSpace(Path home, int subjects) throws IOException {
        long needed = BYTES_IN_ANY_CASE + subjects * BYTES_A_SUBJECT;
        long free = Files.getFileStore(home).getUsableSpace();
        if (free < needed) {
            throw new IllegalStateException(
                    "%,d subjects need some %,d MB in %s and %,d MB are free: make room, or ask for fewer subjects."
                            .formatted(subjects, needed >> 20, home.getParent(), free >> 20));
        }
    }
}
