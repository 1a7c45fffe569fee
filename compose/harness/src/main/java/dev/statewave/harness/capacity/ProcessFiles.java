package dev.statewave.harness.capacity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What Linux tells of processes under {@code /proc}. */
final class ProcessFiles {

    /** Ticks of the kernel a second, on every machine that runs Linux today. */
    private static final double TICKS = 100.0;
    /** How the names of threads that compile begin. */
    private static final Set<String> COMPILERS = Set.of("C1 ", "C2 ");

    /** Fields of {@code stat}, counted from the one behind the name of the program. */
    private static final int PARENT = 1;

    private static final int OWN_USER = 11;
    private static final int OWN_SYSTEM = 12;
    private static final int REAPED_USER = 13;
    private static final int REAPED_SYSTEM = 14;

    private ProcessFiles() {}

    /**
     * Processor time of a virtual machine so far, in seconds, without that of the threads that compile its methods:
     * they work for some minutes after a start, and hardly any more later.
     */
    static double secondsOfMachine(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        long ticks = ticks(process);
        try (var threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                try {
                    if (COMPILERS.stream().anyMatch(name(thread)::startsWith)) {
                        ticks -= ticks(thread);
                    }
                } catch (IOException e) {
                    // A thread that ended was none that compiles: those stay.
                }
            }
        }
        return ticks / TICKS;
    }

    private static String name(Path thread) throws IOException {
        return Files.readString(thread.resolve("comm"));
    }

    private static long ticks(Path process) throws IOException {
        String[] fields = stat(process);
        return Long.parseLong(fields[OWN_USER]) + Long.parseLong(fields[OWN_SYSTEM]);
    }

    /** The same with all its children, those that ended among them. */
    static double secondsWithChildren(long pid) throws IOException {
        String[] own = stat(Path.of("/proc", String.valueOf(pid)));
        long ticks = Long.parseLong(own[REAPED_USER]) + Long.parseLong(own[REAPED_SYSTEM]);
        for (long each : withChildren(pid)) {
            try {
                ticks += ticks(Path.of("/proc", String.valueOf(each)));
            } catch (IOException e) {
                // It has ended meanwhile, and its parent has its time at the next look.
            }
        }
        return ticks / TICKS;
    }

    /** The process and its direct children. */
    static List<Long> withChildren(long pid) throws IOException {
        var found = new ArrayList<Long>(List.of(pid));
        try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                try {
                    if (Long.parseLong(stat(process)[PARENT]) == pid) {
                        found.add(Long.parseLong(process.getFileName().toString()));
                    }
                } catch (IOException e) {
                    // It has ended between the listing and the look.
                }
            }
        }
        return found;
    }

    /** Processor time of the whole machine that was not idle, in seconds. */
    static double busyOfMachine() throws IOException {
        String[] fields =
                Files.readAllLines(Path.of("/proc/stat")).getFirst().strip().split("\\s+");
        // user, nice, system, idle, iowait, irq, softirq, steal
        long busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(fields[field]);
        }
        return busy / TICKS;
    }

    /** What a process has in memory, in bytes; what it shares with others by its part. */
    static long residentBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    static String loadAverage() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).strip();
    }

    private static String[] stat(Path process) throws IOException {
        byte[] bytes = Files.readAllBytes(process.resolve("stat"));
        String line = new String(bytes, StandardCharsets.ISO_8859_1);
        int name = line.lastIndexOf(')');
        if (name < 0) {
            throw new NoSuchFileException(process.toString());
        }
        return line.substring(name + 2).split(" ");
    }
}
