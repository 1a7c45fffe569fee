package dev.statewave.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.platform.health.Readiness;
import dev.statewave.platform.health.ReadinessCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UpstreamReportsTest {

    private static final Duration LIMIT = Duration.ofMillis(500);

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch released = new CountDownLatch(1);
    private final UpstreamReports reports = new UpstreamReports(LIMIT, nanos::get);
    private volatile boolean slow;
    private volatile String report = "{\"status\":\"ready\",\"checks\":[]}";
    private HttpServer upstream;
    private String url;

    @BeforeEach
    void start() throws IOException {
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/readyz", this::answer);
        upstream.start();
        url = "http://127.0.0.1:" + upstream.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        released.countDown();
        reports.close();
        upstream.stop(0);
    }

    @Test
    void probesAtTheSameTime_shareOneRequest() {
        List<CompletableFuture<?>> probes = IntStream.range(0, 50)
                .<CompletableFuture<?>>mapToObj(
                        i -> CompletableFuture.supplyAsync(() -> reports.of(url), Thread::startVirtualThread))
                .toList();

        assertThat(probes).allSatisfy(probe -> assertThat(probe.join()).isEqualTo(reports.of(url)));
        assertThat(requests).hasValue(1);
    }

    @Test
    void report_isRememberedForATenthOfASecond() {
        reports.of(url);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(99));
        reports.of(url);
        assertThat(requests).hasValue(1);

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        reports.of(url);
        assertThat(requests).hasValue(2);
    }

    @Test
    void upstreamThatHangs_costsOneLimitForAllChecks() {
        slow = true;
        var readiness = new Readiness(List.of(
                UpstreamCheck.needed("context-service", url, reports),
                UpstreamCheck.ofOne("database", url, reports),
                UpstreamCheck.ofOne("llm", url, reports)));

        long start = System.nanoTime();
        var found = readiness.report();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT.multipliedBy(4));
        assertThat(found.status()).isEqualTo("not_ready");
        assertThat(found.checks()).extracting(Readiness.Check::status).containsExactly("fail", "degraded", "degraded");
        assertThat(reports.of(url)).isEmpty();
        assertThat(requests).hasValue(1);
    }

    @Test
    void upstreamThatIsDown_doesNotAnswer() throws IOException {
        String closed;
        try (var socket = new ServerSocket(0)) {
            closed = "http://127.0.0.1:" + socket.getLocalPort();
        }

        assertThat(UpstreamCheck.optional("compile-worker", closed, reports).run())
                .isEqualTo(ReadinessCheck.Outcome.degraded("does not answer at " + closed));
        assertThat(UpstreamCheck.needed("ingest-service", closed, reports).run())
                .isEqualTo(ReadinessCheck.Outcome.fail("does not answer at " + closed));
    }

    @Test
    void answerThatIsNoReport_countsAsNone() {
        for (String body : List.of("", "<html>", "{\"a\":\"" + "x".repeat(2_000_000) + "\"}")) {
            report = body;
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
            assertThat(reports.of(url)).isEmpty();
        }
    }

    @Test
    void checksOfTheUpstream_areNamed() {
        report = """
                {"status":"degraded","checks":[{"name":"database","status":"ok"},
                {"name":"llm","status":"degraded","detail":"no key"},{"name":"kafka","status":"fail"}]}""";

        assertThat(UpstreamCheck.needed("context-service", url, reports).run())
                .isEqualTo(ReadinessCheck.Outcome.degraded("llm: no key; kafka: fail"));
        assertThat(UpstreamCheck.ofOne("llm", url, reports).run()).isEqualTo(ReadinessCheck.Outcome.degraded("no key"));
        assertThat(UpstreamCheck.ofOne("queue", url, reports).run()).isEqualTo(ReadinessCheck.Outcome.ok());
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try {
            released.await(slow ? 10_000 : 100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] body = report.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
