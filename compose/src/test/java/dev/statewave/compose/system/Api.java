package dev.statewave.compose.system;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** A client of the HTTP API. Bodies are written with single quotes for double ones. */
public final class Api {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String url;

    public Api(String url) {
        this.url = url;
    }

    public record Answer(int status, java.net.http.HttpHeaders headers, byte[] raw) {

        public JsonNode body() {
            return Json.tree(raw);
        }

        public JsonNode at(String pointer) {
            return body().at(pointer);
        }
    }

    public Answer post(String path, String body, String... headers) throws IOException, InterruptedException {
        return send("POST", path, body.replace('\'', '"'), headers);
    }

    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path, String... headers) throws IOException, InterruptedException {
        return send("DELETE", path, null, headers);
    }

    public Answer send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(140))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        var answer = new Answer(response.statusCode(), response.headers(), response.body());
        ApiContract.check(method, path, answer);
        return answer;
    }
}
