package dev.statewave.local.operations;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The administration API, and the options that say where it is. */
final class OperationsClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8100",
            description = "the gateway (default: ${DEFAULT-VALUE})")
    private String url = "http://localhost:8100";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "an API key with the scope admin, where one is asked for")
    private @Nullable String key;

    String url() {
        return url;
    }

    /**
     * @param body null for none
     * @throws IOException where the server does not answer, or with an error; its message is for a person
     */
    JsonNode call(String method, String path, @Nullable JsonNode body) throws IOException, InterruptedException {
        HttpResponse<String> response = send(method, path, body);
        JsonNode answer = json(response);
        if (response.statusCode() != 200) {
            String message = answer.at("/error/message").asString("");
            String details = answer.at("/error/details").isNull() ? "" : " " + answer.at("/error/details");
            throw new IOException("%s %s answered %d: %s%s"
                    .formatted(method, path, response.statusCode(), message, message.isEmpty() ? answer : details));
        }
        return answer;
    }

    /** The answer of a probe, whose status says the same as its body. */
    JsonNode probe(String path) throws IOException, InterruptedException {
        return json(send("GET", path, null));
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        var request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(TIMEOUT).method(method, publisher);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("X-API-Key", key);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException(
                    "%s does not answer: start the system, or name another one with --url".formatted(url), e);
        }
    }

    private JsonNode json(HttpResponse<String> response) throws IOException {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (JacksonException e) {
            throw new IOException("%s answered status %d and no JSON".formatted(url, response.statusCode()), e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
