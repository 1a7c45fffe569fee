package dev.statewave.harness.capacity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A part of the system as a process of its own, started with the flags that its container has. */
final class HostedProcess implements AutoCloseable {

    private static final int STOP_SECONDS = 30;
    private static final int LINES = 30;

    private final String name;
    private final Path log;
    private final Process process;

    private HostedProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * @param heap as -Xmx takes it
     * @param main the main class and its arguments
     */
    static HostedProcess start(String name, String heap, List<String> main, Map<String, String> environment, Path home)
            throws IOException {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                // Threads that come and go would take their times with them.
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(main);
        Path log = home.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // Not with the settings of this shell: what is measured are the defaults.
        builder.environment().keySet().removeIf(key -> key.startsWith("STATEWAVE_"));
        builder.environment().putAll(environment);
        return new HostedProcess(name, log, builder.start());
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    /** @throws IllegalStateException with the end of its log where it has ended */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("%s ended with %d:%n%s".formatted(name, process.exitValue(), endOfLog()));
        }
    }

    String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
