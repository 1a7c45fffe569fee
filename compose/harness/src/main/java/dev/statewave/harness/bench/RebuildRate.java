package dev.statewave.harness.bench;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.harness.client.StatewaveClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How many memories a second a rebuild of everything makes anew. */
final class RebuildRate {

    private static final int SUBJECTS = 200;
    private static final int EPISODES = 100;
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final StatewaveClient client;

    RebuildRate(StatewaveClient client) {
        this.client = client;
    }

    double measure() throws IOException, InterruptedException {
        for (int subject = 0; subject < SUBJECTS; subject++) {
            ObjectNode batch = Json.object();
            var episodes = batch.putArray("episodes");
            for (int i = 0; i < EPISODES; i++) {
                ObjectNode episode = episodes.addObject()
                        .put("subject_id", "rebuild:" + subject)
                        .put("source", "bench")
                        .put("type", "message");
                episode.putObject("payload").put("text", "I use benchmark number %d. Ann lives in Porto.".formatted(i));
            }
            ok(client.send("POST", "/v1/episodes/batch", batch.toString()), 201);
            ok(client.send("POST", "/v1/memories/compile", "{\"subject_id\":\"rebuild:%d\"}".formatted(subject)), 200);
        }
        JsonNode begun = ok(client.send("POST", "/admin/rebuilds", "{\"all\":true}"), 202);
        String path = "/admin/rebuilds/" + begun.path("id").asString("");
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            JsonNode state = ok(client.send("GET", path, null), 200);
            if (state.path("status").asString("").equals("completed")) {
                double seconds = Duration.between(time(state, "created_at"), time(state, "completed_at"))
                                .toMillis()
                        / 1e3;
                return state.path("memories").doubleValue() / seconds;
            }
            Thread.sleep(200);
        }
        throw new IOException("the rebuild did not end within " + LONGEST);
    }

    private static Instant time(JsonNode state, String name) {
        OffsetDateTime time = WireTime.parseWithOffset(state.path(name).asString(""));
        return time.toInstant();
    }

    private static JsonNode ok(StatewaveClient.Response response, int status) throws IOException {
        if (response.status() != status) {
            throw new IOException("status %d: %s".formatted(response.status(), response.json()));
        }
        return response.json();
    }
}
