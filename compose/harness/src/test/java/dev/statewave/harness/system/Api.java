package dev.statewave.harness.system;

import dev.statewave.harness.client.StatewaveClient;
import java.io.IOException;
import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * The client of the tests: bodies are written with single quotes for double ones, and every answer is checked against
 * the OpenAPI document.
 */
public final class Api {

    private final StatewaveClient client;

    public Api(String url) {
        this.client = new StatewaveClient(url);
    }

    /** @param response as it was received */
    public record Answer(StatewaveClient.Response response) {

        public int status() {
            return response.status();
        }

        public HttpHeaders headers() {
            return response.headers();
        }

        public byte[] raw() {
            return response.bytes();
        }

        public JsonNode body() {
            return response.json();
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
        var answer = new Answer(client.send(method, path, body, headers));
        ApiContract.check(method, path, answer);
        return answer;
    }

    /** A body as it is, which need not be text. */
    public Answer sendBytes(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        var answer = new Answer(client.sendBytes(method, path, body, headers));
        ApiContract.check(method, path, answer);
        return answer;
    }
}
