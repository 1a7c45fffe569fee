package dev.statewave.harness.producers;

import dev.statewave.contract.topics.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** kcat, a producer on librdkafka. */
public final class Kcat {

    private static final int TIMEOUT_SECONDS = 60;

    private Kcat() {}

    /** @param output of both streams */
    public record Result(int status, String output) {}

    public static boolean isInstalled() {
        try {
            return new ProcessBuilder("kcat", "-V")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Puts each of these onto the topic of episodes, with further options. */
    public static Result produce(String bootstrapServers, List<String> values, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("kcat", "-P", "-b", bootstrapServers, "-t", Topics.EPISODES));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String value : values) {
                input.write(value + "\n");
            }
        } catch (IOException e) {
            // It has ended before it read everything, and says why.
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("kcat did not end within %d s".formatted(TIMEOUT_SECONDS));
        }
        return new Result(process.exitValue(), output);
    }
}
