package dev.statewave.platform.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.statewave.contract.text.PayloadText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs all checks of a deployable in parallel, each within {@link #LIMIT_SECONDS}. */
public final class Readiness {

    private static final int LIMIT_SECONDS = 4;
    private static final int LONGEST_DETAIL = 200;

    private final List<ReadinessCheck> checks;

    public Readiness(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** @param status {@code ready}, {@code degraded} or {@code not_ready} */
    public record Report(String status, List<Check> checks) {}

    /** @param latencyMs the duration of the check, in milliseconds */
    public record Check(
            String name,
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String detail,

            @JsonProperty("latency_ms") double latencyMs) {}

    /** Blocks for as long as the slowest check, at most {@link #LIMIT_SECONDS}. */
    public Report report() {
        // Not closed by try: close() would wait for a check that hangs.
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Check>> running = checks.stream()
                    .map(check -> threads.submit(() -> run(check)))
                    .toList();
            List<Check> done = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                done.add(await(checks.get(i), running.get(i)));
            }
            return new Report(overall(done), done);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Check run(ReadinessCheck check) {
        long start = System.nanoTime();
        ReadinessCheck.Outcome outcome;
        try {
            outcome = check.run();
        } catch (Exception e) {
            outcome = ReadinessCheck.Outcome.fail(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        String detail = outcome.detail() == null ? null : PayloadText.cut(outcome.detail(), LONGEST_DETAIL);
        return new Check(
                check.name(), outcome.status(), detail, Math.round((System.nanoTime() - start) / 10_000.0) / 100.0);
    }

    private static Check await(ReadinessCheck check, Future<Check> running) {
        try {
            return running.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Check(check.name(), "fail", "no answer within " + LIMIT_SECONDS + " s", LIMIT_SECONDS * 1_000.0);
        } catch (ExecutionException e) {
            return new Check(check.name(), "fail", String.valueOf(e.getCause()), 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Check(check.name(), "fail", "interrupted", 0);
        }
    }

    private static String overall(List<Check> checks) {
        if (checks.stream().anyMatch(check -> check.status().equals("fail"))) {
            return "not_ready";
        }
        return checks.stream().anyMatch(check -> check.status().equals("degraded")) ? "degraded" : "ready";
    }
}
