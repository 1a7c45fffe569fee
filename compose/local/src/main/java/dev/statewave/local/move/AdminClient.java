package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of {@code /admin} a move needs, of either server. */
final class AdminClient {

    private static final int PAGE = 200;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final String url;
    private final @Nullable String key;

    /** @param key null where the server asks for none */
    AdminClient(String url, @Nullable String key) {
        this.url = url.replaceAll("/+$", "");
        this.key = key;
    }

    /** @param tenant null for none */
    record Subject(String id, @Nullable String tenant) {}

    record Answer(int status, JsonNode body) {

        /** What the error envelope says, or all of it where there is none. */
        String message() {
            String message = body.at("/error/message").asString("");
            return message.isEmpty() ? "status %d: %s".formatted(status, body) : message;
        }
    }

    List<Subject> subjects() throws IOException, InterruptedException {
        var subjects = new ArrayList<Subject>();
        while (true) {
            JsonNode page = found(send(
                    "GET",
                    "/admin/subjects?sort_by=subject_id&sort_order=asc&limit=%d&offset=%d"
                            .formatted(PAGE, subjects.size()),
                    null));
            page.path("subjects")
                    .forEach(subject -> subjects.add(new Subject(
                            subject.path("subject_id").asString(""),
                            subject.path("tenant_id").isString()
                                    ? subject.path("tenant_id").asString()
                                    : null)));
            if (page.path("subjects").size() < PAGE) {
                return subjects;
            }
        }
    }

    JsonNode export(Subject subject) throws IOException, InterruptedException {
        String tenant = subject.tenant() == null ? "" : "?tenant_id=" + encode(subject.tenant());
        return found(send("GET", "/admin/export/" + encode(subject.id()) + tenant, null));
    }

    Answer importInto(Subject subject, JsonNode document) throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        body.set("document", document);
        if (subject.tenant() != null) {
            body.put("target_tenant_id", subject.tenant());
        }
        return send("POST", "/admin/import", body.toString());
    }

    /**
     * @param tenant null for none
     * @throws IOException where the server does not answer
     */
    Answer post(String path, String body, @Nullable String tenant) throws IOException, InterruptedException {
        return send("POST", path, body, tenant);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path, null);
    }

    private static JsonNode found(Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException(answer.message());
        }
        return answer.body();
    }

    private Answer send(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        return send(method, path, body, null);
    }

    private Answer send(String method, String path, @Nullable String body, @Nullable String tenant)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("X-API-Key", key);
        }
        if (tenant != null) {
            request.header("X-Tenant-ID", tenant);
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return new Answer(response.statusCode(), Json.MAPPER.readTree(response.body()));
        } catch (JacksonException e) {
            throw new IOException("%s answered status %d and no JSON".formatted(url, response.statusCode()), e);
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
