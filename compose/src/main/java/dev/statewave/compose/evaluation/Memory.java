package dev.statewave.compose.evaluation;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The runtime that is evaluated, as any client sees it. */
final class Memory {

    private static final int BATCH = 100;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration EMBEDDED_WITHIN = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String url;

    /** @param url of the gateway */
    Memory(String url) {
        this.url = url;
    }

    /** Records each turn as an episode, compiles them and waits until each memory has its vector. */
    void learn(String subject, List<Conversation.Turn> turns) throws IOException, InterruptedException {
        for (int from = 0; from < turns.size(); from += BATCH) {
            var batch = Json.object();
            var episodes = batch.putArray("episodes");
            turns.subList(from, Math.min(turns.size(), from + BATCH))
                    .forEach(turn -> episodes.add(episode(subject, turn)));
            send("POST", "/v1/episodes/batch", batch);
        }
        while (send("POST", "/v1/memories/compile", Json.object().put("subject_id", subject))
                .path("has_more")
                .asBoolean(false)) {
            // A compile takes a bounded number of episodes at a time.
        }
        long begin = System.nanoTime();
        for (int before = -1, found = found(subject);
                found != before || found == 0 || waiting() > 0;
                before = found, found = found(subject)) {
            if (System.nanoTime() - begin > EMBEDDED_WITHIN.toNanos()) {
                throw new IllegalStateException("The memories of %s have no vectors after %d minutes."
                        .formatted(subject, EMBEDDED_WITHIN.toMinutes()));
            }
            Thread.sleep(STEP);
        }
    }

    private long waiting() throws IOException, InterruptedException {
        return send("GET", "/ops/embeddings", null).path("memories_waiting").asLong(0);
    }

    /** How many of the nearest 200 there are. */
    private int found(String subject) throws IOException, InterruptedException {
        return send(
                        "GET",
                        "/v1/memories/search?search_mode=semantic&limit=200&q=anything&subject_id="
                                + URLEncoder.encode(subject, StandardCharsets.UTF_8),
                        null)
                .path("memories")
                .size();
    }

    private static ObjectNode episode(String subject, Conversation.Turn turn) {
        String text = turn.speaker() + ": " + turn.text()
                + (turn.caption().isEmpty() ? "" : " [shares " + turn.caption() + "]");
        var episode = Json.object()
                .put("subject_id", subject)
                .put("source", "conversation")
                .put("type", "message")
                .put("session_id", turn.session());
        if (turn.at() != null) {
            episode.put("occurred_at", turn.at().toString());
        }
        episode.set("payload", Json.object().put("text", text));
        return episode;
    }

    /** The answer as it came. */
    byte[] context(String subject, String task, int budget) throws IOException, InterruptedException {
        return bytes(
                "POST",
                "/v1/context",
                Json.object().put("subject_id", subject).put("task", task).put("max_tokens", budget));
    }

    void forget(String subject) throws IOException, InterruptedException {
        send("DELETE", "/v1/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8), null);
    }

    private JsonNode send(String method, String path, JsonNode body) throws IOException, InterruptedException {
        return Json.tree(bytes(method, path, body));
    }

    private byte[] bytes(String method, String path, JsonNode body) throws IOException, InterruptedException {
        var response = http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(LIMIT)
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw new IOException("%s %s answered %d: %s"
                    .formatted(
                            method, path, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
        }
        return response.body();
    }
}
