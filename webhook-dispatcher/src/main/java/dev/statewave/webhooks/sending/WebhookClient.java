package dev.statewave.webhooks.sending;

import dev.statewave.platform.tracing.TraceParent;
import dev.statewave.platform.tracing.TraceSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes attempts over HTTP, signed as the Standard Webhooks specification says. It follows no redirect and uses no
 * proxy. It reads a bounded part of an answer and ends within the time-out even if the receiver sends its answer
 * slowly.
 */
public final class WebhookClient implements AutoCloseable {

    /** Headers of an answer that are kept. */
    static final int MOST_HEADERS = 20;

    private static final int LONGEST_ANSWER = 20_000;
    private static final int LONGEST_HEADER = 200;

    private final Duration timeout;
    private final String refusal;
    private final Clock clock;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-deadline").factory());

    /**
     * @param timeout of an attempt in all
     * @param addresses which addresses may be connected to
     * @param refusal what an attempt is told whose receiver has no address that may be connected to
     * @param connections at once, in all and to one receiver
     */
    public WebhookClient(Duration timeout, DnsResolver addresses, String refusal, int connections, Clock clock) {
        this.timeout = timeout;
        this.refusal = refusal;
        this.clock = clock;
        var limit = Timeout.of(timeout);
        var pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(addresses)
                // Bounds the memory that the headers of an answer can take.
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(16_384)
                                .setMaxHeaderCount(200)
                                .build())
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(limit)
                        .setSocketTimeout(limit)
                        .setTimeToLive(Timeout.ofMinutes(1))
                        .build())
                .setMaxConnTotal(connections)
                .setMaxConnPerRoute(connections)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(pool)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Statewave-Webhooks/1")
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(limit)
                        .setConnectionRequestTimeout(limit)
                        .build())
                .build();
    }

    /** Blocks for at most the time-out. */
    public WebhookAnswer send(WebhookRequest sent) {
        var request = new HttpPost(sent.target());
        request.setEntity(new ByteArrayEntity(sent.body(), ContentType.create("application/json")));
        var shown = new LinkedHashMap<String, String>();
        sent.headers().forEach((name, value) -> {
            request.setHeader(name, value);
            shown.put(name, "***");
        });
        long timestamp = clock.instant().getEpochSecond();
        put(request, shown, "webhook-id", sent.id());
        put(request, shown, "webhook-timestamp", String.valueOf(timestamp));
        if (!sent.keys().isEmpty()) {
            String signature = sent.keys().stream()
                    .map(key -> key.sign(sent.id(), timestamp, sent.body()))
                    .collect(Collectors.joining(" "));
            put(request, shown, "webhook-signature", signature);
        }
        TraceSpan span = TraceSpan.current().call("POST webhook");
        String traceparent = span.traceparent();
        if (traceparent != null) {
            put(request, shown, TraceParent.HEADER, traceparent);
        }
        long start = System.nanoTime();
        var response = new Response();
        Outcome outcome = execute(request, response);
        end(span, sent, outcome);
        return new WebhookAnswer(
                outcome, Duration.ofNanos(System.nanoTime() - start), shown, response.headers, response.text);
    }

    private static void end(TraceSpan span, WebhookRequest sent, Outcome outcome) {
        // Not the whole URL: receivers put keys into paths and queries.
        span.tell("server.address", sent.target().getHost()).tell("statewave.webhook.id", sent.id());
        if (outcome.httpStatus() != null) {
            span.tell("http.response.status_code", outcome.httpStatus());
        }
        if (outcome.verdict() != Outcome.Verdict.DELIVERED) {
            span.failed(outcome.verdict().name().toLowerCase(Locale.ROOT));
        }
        span.end();
    }

    private static void put(HttpPost request, Map<String, String> shown, String name, String value) {
        request.setHeader(name, value);
        shown.put(name, value);
    }

    private Outcome execute(HttpPost request, Response read) {
        var deadline = deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Outcome outcome = null;
        // Not the variant with a response handler: it reads an answer to its end, and this one may be endless.
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            outcome = read.take(request, response, clock);
            return outcome;
        } catch (PublicAddresses.NotPublicException e) {
            return Outcome.refused("the receiver %s, and %s".formatted(e.getMessage(), refusal));
        } catch (IOException | IllegalArgumentException e) {
            if (outcome != null) {
                // The answer was cut off on purpose.
                return outcome;
            }
            return Outcome.unanswered(
                    request.isAborted()
                            ? new TimeoutException("no whole answer within " + timeout.toMillis() + " ms")
                            : e);
        } finally {
            deadline.cancel(false);
        }
    }

    /** What was read of an answer. */
    private static final class Response {

        private final Map<String, String> headers = new LinkedHashMap<>();
        private String text = "";

        Outcome take(HttpPost request, ClassicHttpResponse response, Clock clock) throws IOException {
            for (Header header : response.getHeaders()) {
                if (headers.size() < MOST_HEADERS) {
                    headers.put(cut(header.getName()), cut(String.valueOf(header.getValue())));
                }
            }
            if (response.getEntity() != null) {
                var in = response.getEntity().getContent();
                text = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
                if (in.read() < 0) {
                    EntityUtils.consume(response.getEntity());
                } else {
                    // Closing would read the rest of the answer; cancelling gives up one connection instead.
                    request.cancel();
                }
            }
            return Outcome.answered(
                    response.getCode(),
                    text,
                    RetryAfter.parse(response.getFirstHeader("Retry-After"), clock.instant()));
        }

        // PostgreSQL stores no NUL.
        private static String cut(String text) {
            String clean = text.replace("\0", "");
            return clean.length() <= LONGEST_HEADER ? clean : clean.substring(0, LONGEST_HEADER);
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
