package dev.statewave.compose.load;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the gateway over connections that are kept. Safe to share. */
final class Agent {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;

    Agent(String url) {
        this.url = url;
    }

    /** @throws IOException where it is not what was expected, with what was answered */
    byte[] context(String subject, String task) throws IOException, InterruptedException {
        return post(
                "/v1/context",
                Json.object().put("subject_id", subject).put("task", task).toString(),
                200);
    }

    byte[] search(String subject, String question) throws IOException, InterruptedException {
        String query = "/v1/memories/search?semantic=true&hybrid=true&subject_id=%s&q=%s"
                .formatted(
                        URLEncoder.encode(subject, StandardCharsets.UTF_8),
                        URLEncoder.encode(question, StandardCharsets.UTF_8));
        return send(HttpRequest.newBuilder(URI.create(url + query)), 200);
    }

    byte[] record(String subject, String text) throws IOException, InterruptedException {
        var body =
                Json.object().put("subject_id", subject).put("source", "load").put("type", "message");
        body.set("payload", Json.object().put("text", text));
        return post("/v1/episodes", body.toString(), 201);
    }

    private byte[] post(String path, String body, int expected) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url + path)).POST(HttpRequest.BodyPublishers.ofString(body)),
                expected);
    }

    private byte[] send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        var response = http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != expected) {
            throw new IOException("answered %d: %s"
                    .formatted(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }
}
