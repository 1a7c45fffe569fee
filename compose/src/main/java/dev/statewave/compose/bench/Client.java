package dev.statewave.compose.bench;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/** An agent that talks to the gateway. */
final class Client {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    Client(String url) {
        this.url = url;
    }

    JsonNode record(String subject, String text) {
        var body =
                Json.object().put("subject_id", subject).put("source", "bench").put("type", "message");
        body.set("payload", Json.object().put("text", text));
        return post("/v1/episodes", body, 201);
    }

    JsonNode context(String subject, String task) {
        return post("/v1/context", Json.object().put("subject_id", subject).put("task", task), 200);
    }

    private JsonNode post(String path, JsonNode body, int expected) {
        try {
            var response = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != expected) {
                throw new IllegalStateException(
                        path + " answered " + response.statusCode() + ": " + new String(response.body()));
            }
            return Json.tree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
