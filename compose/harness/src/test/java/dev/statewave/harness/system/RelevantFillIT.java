package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How much of a context bears on its task, on notes and questions written for it. */
class RelevantFillIT {

    private static final Path FILE = Path.of("src/test/resources/relevance/notes.json");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String subject = "notes:" + UUID.randomUUID();
    /** The name of each note by the id of its episode; the off-topic turns have none. */
    private final Map<String, String> notes = new HashMap<>();

    @Test
    void relevantFill_leavesOutWhatDoesNotBearOnTheTask_andKeepsWhatDoes() throws Exception {
        JsonNode set = Json.tree(Files.readAllBytes(FILE));
        for (JsonNode note : set.path("notes")) {
            notes.put(record(note.path("text").asString()), note.path("id").asString());
        }
        for (JsonNode turn : set.path("drift")) {
            record(turn.asString());
        }
        api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        await().atMost(SOON)
                .until(() -> system.count(
                                "SELECT count(*) FROM memories m WHERE m.subject_id = ? AND m.status = 'active' "
                                        + "AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id)",
                                subject)
                        == 0);

        Measured relevant = measure(set, "relevant");
        Measured filled = measure(set, "budget");

        // Measured: a recall of 0.933 and a precision of 0.555.
        assertThat(relevant.recall()).as("missed: %s", relevant.missed()).isGreaterThanOrEqualTo(0.90);
        assertThat(relevant.precision()).as("told: %s", relevant.missed()).isGreaterThanOrEqualTo(0.50);
        assertThat(filled.recall()).isGreaterThanOrEqualTo(relevant.recall());
        assertThat(filled.precision()).isLessThan(relevant.precision());
    }

    @Test
    void configurationOfATenant_decides_whereTheRequestDoesNot() throws Exception {
        String tenant = "fill-" + UUID.randomUUID();
        for (String text : List.of(
                "The spare key of the flat lies under the blue pot.",
                "Penguins huddle together in winter.",
                "The recipe asks for two eggs and a little milk.",
                "Our train to Bergen leaves from platform four.")) {
            var recorded = api.post(
                    "/v1/episodes",
                    "{'subject_id':'u','source':'chat','type':'message','payload':{'text':'%s'}}".formatted(text),
                    "X-Tenant-ID",
                    tenant);
            assertThat(recorded.status()).isEqualTo(201);
        }
        api.post("/v1/memories/compile", "{'subject_id':'u'}", "X-Tenant-ID", tenant);
        var changed = api.send("PATCH", "/admin/tenants/" + tenant + "/config", "{\"context_fill\":\"relevant\"}");
        assertThat(changed.at("/config/context_fill").asString()).isEqualTo("relevant");

        // The services remember the configuration of a tenant for some seconds.
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(asked(tenant, "")).contains("blue pot").doesNotContain("Penguins"));
        assertThat(asked(tenant, ",'fill':'budget'")).contains("blue pot").contains("Penguins");
    }

    private String asked(String tenant, String more) throws Exception {
        return api.post(
                        "/v1/context",
                        "{'subject_id':'u','task':'Where is the spare key of the flat?'%s}".formatted(more),
                        "X-Tenant-ID",
                        tenant)
                .at("/assembled_context")
                .asString();
    }

    /** Shares of right notes: of what was told, and of what should have been. */
    private record Measured(double precision, double recall, List<String> missed) {}

    private Measured measure(JsonNode set, String fill) throws Exception {
        double precision = 0;
        double recall = 0;
        int questions = 0;
        var missed = new ArrayList<String>();
        for (JsonNode asked : set.path("questions")) {
            Set<String> right = new HashSet<>();
            asked.path("answers").forEach(answer -> right.add(answer.asString()));
            List<String> told = told(asked.path("question").asString(), fill);
            long hits = told.stream().filter(right::contains).count();
            precision += told.isEmpty() ? 0 : (double) hits / told.size();
            recall += (double) hits / right.size();
            questions++;
            if (hits < right.size() || told.size() > 3) {
                missed.add(asked.path("question").asString() + " " + told);
            }
        }
        return new Measured(precision / questions, recall / questions, missed);
    }

    /** The notes that a context was made of, each once. */
    private List<String> told(String question, String fill) throws Exception {
        var context = api.send(
                "POST",
                "/v1/context",
                Json.object()
                        .put("subject_id", subject)
                        .put("task", question)
                        .put("max_tokens", 1_000)
                        .put("fill", fill)
                        .toString());
        var told = new HashSet<String>();
        for (String list : List.of("facts", "procedures")) {
            for (JsonNode memory : context.at("/" + list)) {
                memory.path("source_episode_ids").forEach(id -> told.add(name(id.asString())));
            }
        }
        context.at("/episodes")
                .forEach(episode -> told.add(name(episode.path("id").asString())));
        return told.stream().sorted().toList();
    }

    private String name(String episode) {
        return notes.getOrDefault(episode, episode);
    }

    private String record(String text) throws Exception {
        var said = api.send(
                "POST",
                "/v1/episodes",
                Json.object()
                        .put("subject_id", subject)
                        .put("source", "user")
                        .put("type", "note")
                        .<tools.jackson.databind.node.ObjectNode>set(
                                "payload", Json.object().put("text", text))
                        .toString());
        return said.at("/id").asString();
    }
}
