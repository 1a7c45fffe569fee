package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clones, and payloads of several subjects. */
class MemoryTransferIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String source = "ada:" + run;

    @BeforeEach
    void fill() throws Exception {
        for (String text : List.of("My name is Ada. I use vim.", "I live in London.")) {
            var answer = api.post(
                    "/v1/episodes",
                    ("{'subject_id':'%s','source':'user','type':'m','session_id':'s1','occurred_at':'2026-01-01',"
                                    + "'metadata':{'mine':1},'payload':{'text':'%s'}}")
                            .formatted(source, text));
            assertThat(answer.status()).isEqualTo(201);
        }
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(source))
                        .at("/memories_created")
                        .intValue())
                .isPositive();
    }

    private Api.Answer cloneTo(String target, String more) throws Exception {
        return api.post(
                "/admin/memory/clone",
                "{'source_subject_id':'%s'%s%s}"
                        .formatted(source, target == null ? "" : ",'target_subject_id':'" + target + "'", more),
                "X-Statewave-Operator-Email",
                "op@example.org");
    }

    private long episodes(String subject) {
        return system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject);
    }

    private long memories(String subject) {
        return system.count("SELECT count(*) FROM memories WHERE subject_id = ? AND kind <> 'passage'", subject);
    }

    private ObjectNode payload(String scope, String... subjects) throws Exception {
        ObjectNode body = Json.object().put("export_scope", scope);
        var ids = body.putArray("subject_ids");
        List.of(subjects).forEach(ids::add);
        var answer = api.send("POST", "/admin/memory/export", body.toString());
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return (ObjectNode) answer.body();
    }

    private Api.Answer importPayload(JsonNode payload, String strategy) throws Exception {
        ObjectNode body = Json.object().put("conflict_strategy", strategy);
        body.set("payload", payload);
        return api.send("POST", "/admin/memory/import", body.toString());
    }

    @Test
    void clone_hasAllOfItsSource_andSaysWhereItComesFrom() throws Exception {
        var cloned = cloneTo(null, ",'target_display_name':'Ada the second'");

        assertThat(cloned.status()).as(cloned.body().toString()).isEqualTo(200);
        String target = cloned.at("/target_subject_id").asString();
        assertThat(target).isEqualTo(source + "-clone");
        assertThat(cloned.at("/episode_count").intValue()).isEqualTo(2);
        assertThat(episodes(target)).isEqualTo(2);
        assertThat(memories(target))
                .isEqualTo(memories(source))
                .isEqualTo(cloned.at("/memory_count").longValue());
        JsonNode episode = api.get("/v1/timeline?subject_id=" + target).at("/episodes/0");
        assertThat(episode.at("/metadata/cloned_from_subject_id").asString()).isEqualTo(source);
        assertThat(episode.at("/metadata/display_name").asString()).isEqualTo("Ada the second");
        assertThat(episode.at("/metadata/mine").intValue()).isOne();
        assertThat(episode.at("/provenance/cloned_by").asString()).isEqualTo("op@example.org");
        assertThat(system.count(
                        "SELECT count(*) FROM episodes WHERE id = ?",
                        UUID.fromString(
                                episode.at("/provenance/original_episode_id").asString())))
                .isOne();
        // Another one does not meet it.
        assertThat(cloneTo(null, "").at("/target_subject_id").asString())
                .startsWith(target + "-")
                .hasSize(target.length() + 9);
        var found = api.post("/v1/context", "{'subject_id':'%s','task':'Where does she live?'}".formatted(target));
        assertThat(found.at("/assembled_context").asString()).contains("London");
    }

    @Test
    void partOfASubject_isClonedAlone() throws Exception {
        String target = "part:" + run;
        assertThat(cloneTo(target, ",'clone_scope':'memories'").status()).isEqualTo(200);
        assertThat(episodes(target)).isZero();
        assertThat(memories(target)).isEqualTo(memories(source));

        assertThat(cloneTo(target, "").status()).isEqualTo(409);

        String raw = "raw:" + run;
        assertThat(cloneTo(raw, ",'clone_scope':'episodes'").at("/memory_count").intValue())
                .isZero();
        await().atMost(SOON).until(() -> memories(raw) == memories(source));
    }

    @Test
    void wrongClones_areRefused() throws Exception {
        assertThat(cloneTo("demo_web_x", "").status()).isEqualTo(400);
        assertThat(cloneTo("a/b", "").status()).isEqualTo(400);
        assertThat(cloneTo("", "").status()).isEqualTo(400);
        assertThat(cloneTo("x".repeat(129), "").status()).isEqualTo(400);
        assertThat(cloneTo("x", ",'clone_scope':'all'").status()).isEqualTo(422);
        assertThat(api.post("/admin/memory/clone", "{'source_subject_id':'nobody'}")
                        .status())
                .isEqualTo(404);
        assertThat(api.post("/admin/memory/clone", "{}").status()).isEqualTo(422);
    }

    @Test
    void payload_comesInUnderNewIds_byTheStrategy() throws Exception {
        String other = "other:" + run;
        cloneTo(other, "");
        ObjectNode payload = payload("episodes_memories_sources", source, other, "nobody:" + run);
        assertThat(payload.propertyNames())
                .containsExactlyInAnyOrder(
                        "format",
                        "format_version",
                        "export_id",
                        "exported_at",
                        "export_scope",
                        "subjects",
                        "episodes",
                        "memories",
                        "sources",
                        "metadata");
        assertThat(payload.at("/metadata/subject_count").intValue()).isEqualTo(3);
        assertThat(payload.at("/episodes").size()).isEqualTo(4);

        var cancelled = importPayload(payload, "cancel");
        assertThat(cancelled.status()).isEqualTo(409);
        var copied = importPayload(payload, "create_copy");
        assertThat(copied.status()).as(copied.body().toString()).isEqualTo(200);
        String copy = copied.at("/subject_id_map/" + source).asString();
        assertThat(copy).startsWith(source + "-");
        assertThat(copied.at("/imported_episodes").intValue()).isEqualTo(4);
        assertThat(episodes(copy)).isEqualTo(2);
        long made = memories(copy);
        assertThat(made).isEqualTo(memories(source));
        JsonNode memory = api.get("/v1/memories/search?subject_id=" + copy).at("/memories/0");
        assertThat(memory.at("/metadata/imported_from_export_id").asString())
                .isEqualTo(payload.path("export_id").asString());
        assertThat(system.count(
                        "SELECT count(*) FROM episodes WHERE subject_id = ? AND id = ? AND session_id = 's1'",
                        copy,
                        UUID.fromString(memory.at("/source_episode_ids/0").asString())))
                .isOne();
        assertThat(importPayload(payload, "merge").status()).isEqualTo(200);
        assertThat(episodes(source)).isEqualTo(4);
        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> memories(copy) == made);
    }

    @Test
    void wrongPayloads_areRefused() throws Exception {
        ObjectNode payload = payload("episodes", source);
        assertThat(payload.path("memories")).isEmpty();
        assertThat(importPayload(payload.deepCopy().put("format", "x"), "merge").status())
                .isEqualTo(400);
        assertThat(importPayload(payload.deepCopy().put("format_version", 2), "merge")
                        .status())
                .isEqualTo(400);
        assertThat(importPayload(payload.deepCopy().put("more", 2), "merge").status())
                .isEqualTo(400);
        ObjectNode stranger = payload.deepCopy();
        ((ObjectNode) stranger.at("/episodes/0")).put("subject_id", "stranger");
        assertThat(importPayload(stranger, "merge").status()).isEqualTo(400);
        ObjectNode named = payload.deepCopy();
        ((ObjectNode) named.at("/subjects/0")).put("original_subject_id", "a/b");
        assertThat(importPayload(named, "merge").status()).isEqualTo(400);
        ObjectNode wrong = payload.deepCopy();
        ((ObjectNode) wrong.at("/episodes/0")).put("payload", "text");
        assertThat(importPayload(wrong, "merge").status()).isEqualTo(422);
        assertThat(importPayload(payload, "overwrite").status()).isEqualTo(422);
        assertThat(api.post("/admin/memory/export", "{'subject_ids':[]}").status())
                .isEqualTo(400);
        assertThat(api.post("/admin/memory/export", "{'subject_ids':['a/b']}").status())
                .isEqualTo(400);
        assertThat(episodes(source)).isEqualTo(2);
    }

    /** Items of other servers and of people: ids of any form, and only what matters. */
    @Test
    void itemsThatLeaveThingsOut_getDefaults() throws Exception {
        String body = """
                {"payload":{"format":"statewave-memory-payload","format_version":1,"subjects":[
                    {"original_subject_id":"lean:%1$s"}],
                 "episodes":[{"id":"sha-of-something","subject_id":"lean:%1$s","payload":{"text":"I like jazz."}}],
                 "memories":[{"subject_id":"lean:%1$s","content":"Likes jazz.",
                    "source_episode_ids":["sha-of-something","unknown"]}]}}""".formatted(run);

        assertThat(api.send("POST", "/admin/memory/import", body).status()).isEqualTo(200);

        JsonNode memory = api.get("/v1/memories/search?subject_id=lean:" + run).at("/memories/0");
        assertThat(memory.path("kind").asString()).isEqualTo("profile_fact");
        assertThat(memory.path("confidence").doubleValue()).isEqualTo(0.9);
        assertThat(memory.path("source_episode_ids")).hasSize(1);
        assertThat(memories("lean:" + run)).isOne();
    }
}
