package dev.statewave.harness.client;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of the HTTP API over connections that are kept open. Safe for use by several threads. */
public final class StatewaveClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** More than the longest synchronous compile. */
    private static final Duration TIMEOUT = Duration.ofSeconds(180);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String url;

    /** @param url of the gateway, or of a service behind it */
    public StatewaveClient(String url) {
        this.url = url;
    }

    /** A response of any status. */
    public record Response(int status, HttpHeaders headers, byte[] bytes) {

        /** An answer stands around what was sent, so it may be nested deeper than a request. */
        public JsonNode json() {
            return Json.MAPPER.readTree(bytes);
        }

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** @throws IOException with the response, if it has another status */
        public Response expect(int expected) throws IOException {
            if (status != expected) {
                throw new IOException("expected status %d and got %d: %s".formatted(expected, status, text()));
            }
            return this;
        }
    }

    /** Records an episode with this text and waits until it can be read. */
    public Response record(String subject, String source, String text) throws IOException, InterruptedException {
        var body =
                Json.object().put("subject_id", subject).put("source", source).put("type", "message");
        body.set("payload", Json.object().put("text", text));
        return post("/v1/episodes", body).expect(201);
    }

    public Response context(String subject, String task) throws IOException, InterruptedException {
        return post("/v1/context", Json.object().put("subject_id", subject).put("task", task))
                .expect(200);
    }

    /** Searches by words and by meaning. */
    public Response search(String subject, String query) throws IOException, InterruptedException {
        return get("/v1/memories/search?semantic=true&hybrid=true&subject_id=%s&q=%s"
                        .formatted(encode(subject), encode(query)))
                .expect(200);
    }

    public Response get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    public Response post(String path, JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, body.toString());
    }

    /** @param headers names and values in turn */
    public Response send(String method, String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @param headers names and values in turn */
    public Response sendBytes(String method, String path, byte @Nullable [] body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Response(response.statusCode(), response.headers(), response.body());
    }

    /** A value as part of a path or a query. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
