package dev.statewave.platform.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.statewave.contract.text.PayloadText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs all checks of a deployable in parallel, each within its own limit. */
public final class Readiness {

    private static final int LONGEST_DETAIL = 200;

    private final List<ReadinessCheck> checks;
    private final AtomicReference<@Nullable CompletableFuture<Report>> looking = new AtomicReference<>();

    public Readiness(List<ReadinessCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Of all checks. */
    List<String> names() {
        return checks.stream().map(ReadinessCheck::name).toList();
    }

    /** @param status {@code ready}, {@code degraded} or {@code not_ready} */
    public record Report(String status, List<Check> checks) {}

    /** @param latencyMs how long the look took, in milliseconds */
    public record Check(
            String name,
            String status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String detail,

            @JsonProperty("latency_ms") double latencyMs) {}

    /**
     * Blocks for as long as the slowest check, at most for the longest limit. Probes that come together share a look,
     * so that a flood of them costs no more than one.
     */
    public Report report() {
        var own = new CompletableFuture<Report>();
        CompletableFuture<Report> underWay = looking.compareAndExchange(null, own);
        if (underWay != null) {
            return underWay.join();
        }
        try {
            own.complete(look());
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
        } finally {
            looking.set(null);
        }
        return own.join();
    }

    private Report look() {
        // Not closed by try: close() would wait for a check that hangs.
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        long start = System.nanoTime();
        try {
            List<Future<Check>> running = checks.stream()
                    .map(check -> threads.submit(() -> run(check)))
                    .toList();
            List<Check> done = new ArrayList<>();
            for (int i = 0; i < running.size(); i++) {
                done.add(await(checks.get(i), running.get(i), start));
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

    private static Check await(ReadinessCheck check, Future<Check> running, long start) {
        try {
            // All limits count from the same start, so that checks that hang do not add up.
            return running.get(start + check.limit().toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Check(
                    check.name(),
                    "fail",
                    "no answer within " + check.limit().toSeconds() + " s",
                    check.limit().toMillis());
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
