package dev.statewave.harness.evaluation;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.client.StatewaveClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The evaluated system, as any client sees it. */
final class ConversationRuntime {

    private static final int BATCH = 100;
    private static final Duration EMBEDDED_WITHIN = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofSeconds(2);

    private final StatewaveClient client;

    ConversationRuntime(StatewaveClient client) {
        this.client = client;
    }

    /** Records each turn as an episode, compiles them and waits until each memory has its vector. */
    void learn(String subject, List<Conversation.Turn> turns) throws IOException, InterruptedException {
        for (int from = 0; from < turns.size(); from += BATCH) {
            var batch = Json.object();
            var episodes = batch.putArray("episodes");
            turns.subList(from, Math.min(turns.size(), from + BATCH))
                    .forEach(turn -> episodes.add(episode(subject, turn)));
            post("/v1/episodes/batch", batch);
        }
        while (post("/v1/memories/compile", Json.object().put("subject_id", subject))
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
        return succeeded(client.get("/ops/embeddings"))
                .json()
                .path("memories_waiting")
                .asLong(0);
    }

    /** How many of the nearest 200 there are. */
    private int found(String subject) throws IOException, InterruptedException {
        String path = "/v1/memories/search?search_mode=semantic&limit=200&q=anything&subject_id=";
        return succeeded(client.get(path + StatewaveClient.encode(subject)))
                .json()
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

    /** The response as it was received. */
    byte[] context(String subject, String task, int budget) throws IOException, InterruptedException {
        var body = Json.object().put("subject_id", subject).put("task", task).put("max_tokens", budget);
        return succeeded(client.post("/v1/context", body)).bytes();
    }

    void forget(String subject) throws IOException, InterruptedException {
        succeeded(client.send("DELETE", "/v1/subjects/" + StatewaveClient.encode(subject), null));
    }

    private JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return succeeded(client.post(path, body)).json();
    }

    private static StatewaveClient.Response succeeded(StatewaveClient.Response response) throws IOException {
        if (response.status() >= 300) {
            throw new IOException("status %d: %s".formatted(response.status(), response.text()));
        }
        return response;
    }
}
