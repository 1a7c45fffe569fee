package dev.statewave.harness.guarantees;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** A part of the system as a process of its own, configured by settings only, that can be killed like one. */
public final class ServiceProcess implements AutoCloseable {

    /** A start takes half a minute alone on two cores, and longer beside other work. */
    private static final Duration READY = Duration.ofMinutes(4);

    private final String name;
    private final String mainClass;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Path home;
    private String heap = "192m";
    private Process process;

    public ServiceProcess(
            String name, String mainClass, List<String> arguments, Map<String, String> environment, Path home) {
        this.name = name;
        this.mainClass = mainClass;
        this.arguments = arguments;
        this.environment = environment;
        this.home = home;
    }

    /** @param newHeap as -Xmx takes it */
    public ServiceProcess withHeap(String newHeap) {
        heap = newHeap;
        return this;
    }

    public String name() {
        return name;
    }

    public void start() {
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                mainClass));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits for its first answer.
     *
     * @throws AssertionError with the end of its log where it ends, or is not ready in time
     */
    public void awaitReady(Callable<Boolean> ready) {
        try {
            await().atMost(READY)
                    .failFast(name + " ended", () -> !process.isAlive())
                    .ignoreExceptions()
                    .until(ready);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError(e.getMessage() + "; the end of its log:\n" + endOfLog(), e);
        }
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Path log() {
        return home.resolve(name + ".log");
    }

    /** SIGKILL: nothing is finished, nothing handed back. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(10);
    }

    /** SIGTERM; how many seconds it took to end. */
    public double stop() {
        long start = System.nanoTime();
        process.destroy();
        awaitEnd(30);
        return (System.nanoTime() - start) / 1e9;
    }

    /** Its exit status, once it has ended by itself. */
    public int awaitExit(Duration timeout) {
        awaitEnd((int) timeout.toSeconds());
        return process.exitValue();
    }

    private void awaitEnd(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " did not end within " + seconds + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
