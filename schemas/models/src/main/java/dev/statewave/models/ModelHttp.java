package dev.statewave.models;

import dev.statewave.contract.json.Json;
import dev.statewave.models.ModelException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** HTTP calls of a provider. Each is limited in time, from the first byte sent to the last one read, and in size. */
final class ModelHttp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ModelHttp.class);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long LARGEST_ANSWER = 32L * 1024 * 1024;
    private static final int LOGGED = 500;

    private final URI base;
    private final Duration timeout;
    /** Created by the first call: most processes never make one. */
    private @Nullable HttpClient client;

    /** @param timeout of a whole call */
    ModelHttp(URI base, Duration timeout) {
        this.base = base;
        this.timeout = timeout;
    }

    /** @throws ModelException where no JSON value arrives in time */
    JsonNode post(ModelApi.Call call) throws InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base + call.path()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(call.body())));
        call.headers().forEach(request::header);
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() / 100 != 2) {
            throw refused(response);
        }
        try {
            return Json.tree(response.body());
        } catch (JacksonException e) {
            throw new ModelException(Kind.FAILED, "The provider answered with something that is not JSON.");
        }
    }

    // HTTP/1.1: local model servers fail on an upgrade offer. Redirects are not followed: they would send the key to
    // another host.
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
        }
        return client;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client().sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpTimeoutException) {
                throw late();
            }
            if (e.getCause() instanceof IOException) {
                log.warn("A call of {} failed: {}", base, e.getCause().toString());
                throw new ModelException(
                        Kind.FAILED, "The provider could not be reached or broke off.", null, e.getCause());
            }
            throw new IllegalStateException("a call of a model", e.getCause());
        } finally {
            // Also ends a call that nobody waits for any more; has no effect on one that has ended.
            answer.cancel(true);
        }
    }

    private ModelException late() {
        return new ModelException(
                Kind.TIMEOUT, "The provider did not answer within %d ms.".formatted(timeout.toMillis()));
    }

    private ModelException refused(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        String said = new String(response.body(), 0, Math.min(response.body().length, LOGGED), StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ");
        log.warn("{} answered {}: {}", base, status, said);
        return ModelException.answered(
                status,
                kind(status),
                response.headers()
                        .firstValue("Retry-After")
                        .map(ModelHttp::seconds)
                        .orElse(null));
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 408, 425, 429 -> Kind.FAILED;
            case 401, 402, 403, 404 -> Kind.MISCONFIGURED;
            default -> status >= 500 ? Kind.FAILED : status >= 400 ? Kind.REFUSED : Kind.MISCONFIGURED;
        };
    }

    /** Null for a date, which would need synchronised clocks. */
    private static @Nullable Duration seconds(String value) {
        return value.trim().matches("\\d{1,6}(?:\\.\\d{1,3})?")
                ? Duration.ofMillis((long) (Double.parseDouble(value.trim()) * 1_000))
                : null;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
