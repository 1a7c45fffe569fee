package dev.statewave.webhooks.delivery;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Makes one attempt to send a delivery, signed as the Standard Webhooks specification says. It follows no redirect and
 * uses no proxy. It reads a bounded part of the answer and ends within the time-out even if the receiver sends its
 * answer slowly.
 */
@Component
class WebhookSender implements DisposableBean {

    private static final int LONGEST_ANSWER = 20_000;

    private final URI target;
    private final @Nullable String authorization;
    private final Duration timeout;
    private final List<SigningSecret> secrets;
    private final Clock clock;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-deadline").factory());

    WebhookSender(WebhookSettings settings, Clock clock) {
        URI url = URI.create(settings.webhookUrl());
        // The client refuses a URL with user and password, so these are sent in the Authorization header.
        this.authorization = url.getUserInfo() == null
                ? null
                : "Basic "
                        + Base64.getEncoder().encodeToString(url.getUserInfo().getBytes(StandardCharsets.UTF_8));
        this.target = url.getRawUserInfo() == null
                ? url
                : URI.create(settings.webhookUrl().replace("//" + url.getRawUserInfo() + "@", "//"));
        this.timeout = settings.timeout();
        this.secrets = settings.secrets();
        this.clock = clock;
        var limit = Timeout.of(timeout);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(
                        settings.webhookAllowPrivate() ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses())
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
                .setMaxConnTotal(settings.webhookConcurrency() + 8)
                .setMaxConnPerRoute(settings.webhookConcurrency() + 8)
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
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

    /** Blocks for at most the configured time-out. */
    Outcome send(Delivery delivery) {
        byte[] body = delivery.body().getBytes(StandardCharsets.UTF_8);
        var request = new HttpPost(target);
        request.setEntity(new ByteArrayEntity(body, ContentType.create("application/json")));
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        long timestamp = clock.instant().getEpochSecond();
        request.setHeader("webhook-id", delivery.id().toString());
        request.setHeader("webhook-timestamp", String.valueOf(timestamp));
        if (!secrets.isEmpty()) {
            request.setHeader(
                    "webhook-signature",
                    secrets.stream()
                            .map(secret -> secret.sign(delivery.id().toString(), timestamp, body))
                            .collect(Collectors.joining(" ")));
        }
        var deadline = deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        Outcome outcome = null;
        // Not the variant with a response handler: it reads an answer to its end, and this one may be endless.
        try (ClassicHttpResponse response = client.executeOpen(null, request, null)) {
            outcome = outcome(request, response);
            return outcome;
        } catch (PublicAddresses.NotPublicException e) {
            return Outcome.refused(
                    "the receiver %s, and STATEWAVE_WEBHOOK_ALLOW_PRIVATE is false".formatted(e.getMessage()));
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

    private Outcome outcome(HttpPost request, ClassicHttpResponse response) throws IOException {
        String text = "";
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
                response.getCode(), text, RetryAfter.parse(response.getFirstHeader("Retry-After"), clock.instant()));
    }

    @Override
    public void destroy() throws IOException {
        deadlines.shutdownNow();
        client.close();
    }
}
