package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.json.Json;
import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.SigningSecret;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server on a real socket. */
class WebhookSenderTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Delivery delivery = Delivery.of(
            UUID.randomUUID(),
            "episode.created",
            null,
            "u",
            Instant.EPOCH,
            Json.object().put("id", "ü"));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void delivery_arrivesSignedAndToTheByte() throws Exception {
        var body = new AtomicReference<byte[]>();
        var headers = new AtomicReference<com.sun.net.httpserver.Headers>();
        on("/", exchange -> {
            headers.set(exchange.getRequestHeaders());
            body.set(exchange.getRequestBody().readAllBytes());
            answer(exchange, 204, "");
        });

        Outcome outcome = send("/", true, "1", SECRET);

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.DELIVERED);
        assertThat(new String(body.get(), "UTF-8")).isEqualTo(delivery.body());
        assertThat(headers.get().getFirst("webhook-id")).isEqualTo(delivery.id().toString());
        assertThat(headers.get().getFirst("webhook-signature"))
                .isEqualTo(SigningSecret.parse(SECRET)
                        .sign(
                                delivery.id().toString(),
                                Long.parseLong(headers.get().getFirst("webhook-timestamp")),
                                body.get()));
        assertThat(headers.get().getFirst("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void redirect_isNotFollowed() {
        var inside = new AtomicInteger();
        on("/inside", exchange -> {
            inside.incrementAndGet();
            answer(exchange, 200, "");
        });
        on("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "/inside");
            answer(exchange, 302, "");
        });

        assertThat(send("/", true, "1", "").verdict()).isEqualTo(Outcome.Verdict.PERMANENT);
        assertThat(inside).hasValue(0);
    }

    @Test
    void failure_tellsStatusTextAndWish() {
        on("/", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "120");
            answer(exchange, 503, "busy" + "x".repeat(100_000));
        });

        Outcome outcome = send("/", true, "2", "");

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.RETRY);
        assertThat(outcome.error()).startsWith("HTTP 503: busy").hasSizeLessThan(250);
        assertThat(outcome.retryAfter()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void receiverThatDrips_isCutOffInTime() {
        on("/", exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                sleep(100);
            }
        });
        long start = System.nanoTime();

        Outcome outcome = send("/", true, "0.5", "");

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.RETRY);
        assertThat(outcome.httpStatus()).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void answerWithoutEnd_isReadNoFurtherThanNeeded() {
        var written = new AtomicInteger();
        on("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[8_192];
            while (written.get() < 500_000_000) {
                exchange.getResponseBody().write(part);
                written.addAndGet(part.length);
            }
        });
        long start = System.nanoTime();

        assertThat(send("/", true, "10", "").verdict()).isEqualTo(Outcome.Verdict.DELIVERED);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(written).hasValueLessThan(50_000_000);
    }

    /** The attack: headers that never end, to fill the heap of the dispatcher. */
    @Test
    void headersWithoutEnd_areCutOff() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> endlessHeaders(socket));

            Outcome outcome = sender("http://127.0.0.1:" + socket.getLocalPort() + "/", true, "10", "")
                    .send(delivery);

            assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.RETRY);
            assertThat(outcome.error()).startsWith("MessageConstraintException");
        }
    }

    @Test
    void timeOut_saysSo() {
        on("/", exchange -> sleep(3_000));

        assertThat(send("/", true, "0.3", "").error())
                .containsAnyOf("TimeoutException: no whole answer within 300 ms", "SocketTimeoutException: ");
    }

    @Test
    void userInTheAddress_isSentAsAuthorization() {
        var authorization = new AtomicReference<String>();
        on("/", exchange -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, 200, "");
        });

        Outcome outcome = sender(
                        "http://me:p%40ss@127.0.0.1:" + server.getAddress().getPort() + "/", true, "1", "")
                .send(delivery);

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.DELIVERED);
        assertThat(authorization).hasValue("Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes()));
    }

    @Test
    void secondSecret_signsToo() {
        var signature = new AtomicReference<String>();
        on("/", exchange -> {
            signature.set(exchange.getRequestHeaders().getFirst("webhook-signature"));
            answer(exchange, 200, "");
        });

        send("/", true, "1", SECRET + ", " + SECRET);

        assertThat(signature.get()).matches("v1,\\S+ v1,\\S+");
    }

    @Test
    void nobodyThere_isARetry() {
        int port = server.getAddress().getPort();
        server.stop(0);

        Outcome outcome = new WebhookSender(
                        settings("http://127.0.0.1:" + port + "/", true, "1", ""), Clock.systemUTC())
                .send(delivery);

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.RETRY);
        assertThat(outcome.error()).contains("HttpHostConnectException");
    }

    /** However it is written: what counts is the address that would be connected to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "2130706433",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[2002:a9fe:a9fe::]",
                "169.254.169.254"
            })
    void privateReceiver_isRefusedWhereThatIsSet(String host) {
        on("/", exchange -> answer(exchange, 200, ""));

        Outcome outcome = sender("http://" + host + ":" + server.getAddress().getPort() + "/", false, "1", "")
                .send(delivery);

        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.PERMANENT);
        assertThat(outcome.error()).contains("STATEWAVE_WEBHOOK_ALLOW_PRIVATE");
    }

    private Outcome send(String path, boolean allowPrivate, String timeout, String secret) {
        return sender("http://127.0.0.1:" + server.getAddress().getPort() + path, allowPrivate, timeout, secret)
                .send(delivery);
    }

    private static WebhookSender sender(String url, boolean allowPrivate, String timeout, String secret) {
        return new WebhookSender(settings(url, allowPrivate, timeout, secret), Clock.systemUTC());
    }

    private static void endlessHeaders(ServerSocket socket) {
        try (var connection = socket.accept()) {
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes());
            while (true) {
                out.write("X-More: 1\r\n".repeat(100).getBytes());
            }
        } catch (IOException e) {
            // The client has had enough.
        }
    }

    private static WebhookSettings settings(String url, boolean allowPrivate, String timeout, String secret) {
        return new WebhookSettings(url, "", secret, new BigDecimal(timeout), BigDecimal.ONE, 2, allowPrivate, 720);
    }

    private void on(String path, Handler handler) {
        server.createContext(path, handler::handle);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes();
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }
}
