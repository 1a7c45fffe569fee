package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.portability.ContentChecksum;
import dev.statewave.local.system.Deployable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an export holds comes in somewhere else as it was: all of it, or nothing. */
class PortabilityIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String LONG_TEXT =
            "The committee met on the usual day and spoke of the usual things at length. ".repeat(20);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String source = "source:" + run;
    private final String target = "target/" + run + ":ünï@x";

    private void record(String subject, String tenant, String session, String text, String at) throws Exception {
        ObjectNode body = Json.object()
                .put("subject_id", subject)
                .put("source", "user")
                .put("type", "message")
                .put("session_id", session)
                .put("occurred_at", at);
        body.set("payload", Json.object().put("text", text).put("n", 7));
        body.set("metadata", Json.object().put("zero", "a\u0000b"));
        body.set("provenance", Json.object().put("from", "crm 😀"));
        var answer = tenant.isEmpty()
                ? api.send("POST", "/v1/episodes", body.toString())
                : api.send("POST", "/v1/episodes", body.toString(), "X-Tenant-ID", tenant);
        assertThat(answer.status()).isEqualTo(201);
    }

    /** A subject with all there can be: facts that contradict each other, labels, a long text and a session. */
    private void fill(String subject, String tenant) throws Exception {
        record(subject, tenant, "s1", "My name is Ada Lovelace. I live in London.", "2026-01-01T10:00:00+09:00");
        record(subject, tenant, "s1", "I prefer tea with milk, and 我最喜欢绿茶.", "2026-01-02T10:00:00Z");
        record(
                subject,
                tenant,
                "s2",
                LONG_TEXT + "The spare key lies under the blue flower pot.",
                "2026-01-03T10:00:00Z");
        record(subject, tenant, "s2", "I live in Lisbon.", "2026-01-04T10:00:00Z");
        var compiled = post("/v1/memories/compile", tenant, Json.object().put("subject_id", subject));
        assertThat(compiled.at("/memories").size()).isGreaterThan(4);
        for (JsonNode memory : compiled.at("/memories")) {
            if (memory.path("content").asString().contains("tea")) {
                String path = "/v1/memories/" + memory.path("id").asString() + "/labels";
                assertThat(api.send("PATCH", path, "{\"sensitivity_labels\":[\"pii.taste\"]}")
                                .status())
                        .isEqualTo(200);
            }
        }
        post(
                "/v1/resolutions",
                tenant,
                Json.object()
                        .put("subject_id", subject)
                        .put("session_id", "s1")
                        .put("status", "resolved")
                        .put("resolution_summary", "done"));
    }

    private Api.Answer post(String path, String tenant, ObjectNode body) throws Exception {
        return tenant.isEmpty()
                ? api.send("POST", path, body.toString())
                : api.send("POST", path, body.toString(), "X-Tenant-ID", tenant);
    }

    private Api.Answer get(String path, String tenant) throws Exception {
        return tenant.isEmpty() ? api.get(path) : api.get(path, "X-Tenant-ID", tenant);
    }

    private ObjectNode export(String subject) throws Exception {
        var answer = api.get("/admin/export/" + encode(subject));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return (ObjectNode) answer.body();
    }

    private Api.Answer importInto(JsonNode document, String subject, String tenant, boolean preserve) throws Exception {
        ObjectNode body = Json.object().put("preserve_ids", preserve);
        if (subject != null) {
            body.put("target_subject_id", subject);
        }
        if (tenant != null) {
            body.put("target_tenant_id", tenant);
        }
        body.set("document", document);
        return api.send("POST", "/admin/import", body.toString());
    }

    private void awaitVectors(String subject) {
        await().atMost(SOON).until(() -> system.count("""
                        SELECT count(*) FROM memories m
                        WHERE subject_id = ? AND (words_version = 0 OR status = 'active' AND passages = 0
                            AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id))""", subject) == 0);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void importedSubject_answersAsTheOneThatWasExported() throws Exception {
        fill(source, "");
        ObjectNode document = export(source);
        assertThat(document.at("/counts/episodes").intValue()).isEqualTo(4);
        assertThat(document.path("memories"))
                .allSatisfy(memory -> assertThat(memory.path("kind").asString()).isNotEqualTo("passage"));

        var imported = importInto(document, target, "tenant-" + run, false);

        assertThat(imported.status()).as(imported.body().toString()).isEqualTo(200);
        assertThat(imported.at("/subject_id").asString()).isEqualTo(target);
        assertThat(imported.at("/tenant_id").asString()).isEqualTo("tenant-" + run);
        assertThat(imported.at("/episodes_imported").intValue()).isEqualTo(4);
        assertThat(imported.at("/memories_imported").intValue())
                .isEqualTo(document.path("memories").size());
        assertThat(imported.at("/resolutions_imported").intValue()).isOne();
        awaitVectors(source);
        awaitVectors(target);
        await().atMost(SOON).until(() -> passages(target) == passages(source));
        assertThat(passages(source)).isPositive();
        for (String task :
                List.of("Where does she live?", "What should I offer her to drink?", "Where is the spare key?", "绿茶")) {
            assertThat(context(target, "tenant-" + run, task)).isEqualTo(context(source, "", task));
            for (String mode : List.of("", "&semantic=true", "&search_mode=semantic")) {
                assertThat(search(target, "tenant-" + run, task + mode))
                        .as(task + mode)
                        .isEqualTo(search(source, "", task + mode));
            }
        }
        assertThat(without(timeline(target, "tenant-" + run))).isEqualTo(without(timeline(source, "")));
        ObjectNode again = export(target);
        assertThat(again.path("tenant_id").asString()).isEqualTo("tenant-" + run);
        assertThat(without(again.path("episodes"))).isEqualTo(without(document.path("episodes")));
        assertThat(without(again.path("memories"))).isEqualTo(without(document.path("memories")));
        assertThat(without(again.path("resolutions"))).isEqualTo(without(document.path("resolutions")));
        assertThat(again.path("memories").toString()).contains("pii.taste").contains("superseded");
        // Nothing of it is compiled a second time, neither by itself nor on demand.
        var compiled =
                post("/v1/memories/compile", "tenant-" + run, Json.object().put("subject_id", target));
        assertThat(compiled.at("/memories_created").intValue()).isZero();
        assertThat(system.count("SELECT count(*) FROM memories WHERE subject_id = ? AND kind <> 'passage'", target))
                .isEqualTo(document.path("memories").size());
    }

    private long passages(String subject) {
        return system.count("SELECT count(*) FROM memories WHERE subject_id = ? AND kind = 'passage'", subject);
    }

    private String context(String subject, String tenant, String task) throws Exception {
        var answer = post(
                "/v1/context",
                tenant,
                Json.object().put("subject_id", subject).put("task", task).put("max_tokens", 400));
        assertThat(answer.status()).isEqualTo(200);
        return answer.at("/assembled_context").asString();
    }

    private List<String> search(String subject, String tenant, String question) throws Exception {
        int mode = question.indexOf('&');
        String asked = mode < 0 ? question : question.substring(0, mode);
        var answer = get(
                "/v1/memories/search?limit=5&subject_id=" + encode(subject) + "&q=" + encode(asked)
                        + question.substring(asked.length()),
                tenant);
        var contents = new ArrayList<String>();
        answer.at("/memories")
                .forEach(memory -> contents.add(memory.path("content").asString() + memory.path("sensitivity_labels")));
        return contents;
    }

    private JsonNode timeline(String subject, String tenant) throws Exception {
        return get("/v1/timeline?subject_id=" + encode(subject), tenant).body();
    }

    /** Without what an import makes anew. */
    private static String without(JsonNode answer) {
        return answer.toString()
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
                .replaceAll("\"subject_id\":\"[^\"]*\"", "")
                .replaceAll("\"tenant_id\":(null|\"[^\"]*\")", "")
                .replaceAll("\"last_compiled_at\":\"[^\"]*\"", "");
    }

    @Test
    void idsThatArePreserved_areThoseOfTheDocument_andConflictWhereTheyExist() throws Exception {
        record(source, "", "s1", "I like chess.", "2026-01-01T10:00:00Z");
        ObjectNode document = export(source);

        assertThat(importInto(document, target, null, true).status()).isEqualTo(400);
        api.delete("/v1/subjects/" + encode(source));
        var imported = importInto(document, null, null, true);

        assertThat(imported.status()).isEqualTo(200);
        assertThat(imported.at("/ids_preserved").booleanValue()).isTrue();
        assertThat(export(source).at("/episodes/0/id")).isEqualTo(document.at("/episodes/0/id"));
        assertThat(importInto(document, null, null, true).at("/error/message").asString())
                .contains("exists already");
        assertThat(api.get("/admin/export/" + encode(target)).status()).isEqualTo(404);
    }

    @Test
    void tamperedDocument_isRefused_andNothingOfItComesIn() throws Exception {
        record(source, "", "s1", "I owe 10 euros.", "2026-01-01T10:00:00Z");
        ObjectNode document = export(source);
        ((ObjectNode) document.at("/episodes/0/payload")).put("text", "I owe 10000 euros.");

        var refused = importInto(document, target, null, false);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/message").asString()).contains("checksum");
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", target))
                .isZero();
    }

    @Test
    void twoThousandEpisodes_comeInAtOnce_andEpisodesAloneAreCompiled() throws Exception {
        ObjectNode document = document(source);
        ArrayNode episodes = (ArrayNode) document.path("episodes");
        for (int i = 0; i < 2_000; i++) {
            episode(
                    episodes,
                    "I met visitor number %d at gate %d. %s".formatted(i, i % 7, LONG_TEXT.substring(0, 400)));
        }

        var imported = importInto(sealed(document), null, null, true);

        assertThat(imported.status()).as(imported.body().toString()).isEqualTo(200);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", source))
                .isEqualTo(2_000);
        await().atMost(Duration.ofSeconds(60)).until(() -> system.count("""
                        SELECT count(*) FROM episodes e WHERE subject_id = ? AND NOT EXISTS (
                            SELECT FROM memories m WHERE m.subject_id = e.subject_id AND m.kind = 'episode_summary'
                            AND m.source_episode_ids @> ARRAY[e.id])""", source) == 0);
        assertThat(system.count(
                        "SELECT count(*) FROM memories WHERE subject_id = ? AND kind = 'episode_summary'", source))
                .isEqualTo(2_000);
        ObjectNode exported = export(source);
        assertThat(exported.path("episodes")).hasSize(2_000);
        assertThat(importInto(exported, target, null, false).status()).isEqualTo(200);
        assertThat(system.count("SELECT count(*) FROM memories WHERE subject_id = ? AND kind <> 'passage'", target))
                .isEqualTo(exported.path("memories").size());
        assertThat(api.delete("/v1/subjects/" + encode(source))
                        .at("/episodes_deleted")
                        .intValue())
                .isEqualTo(2_000);
    }

    @Test
    void rebuildOfAnImportedSubject_makesItsMemoriesOnce() throws Exception {
        fill(source, "");
        ObjectNode document = export(source);
        importInto(document, target, null, false);
        int memories = document.path("memories").size();

        assertThat(api.send("POST", "/admin/subjects/" + encode(target) + "/rebuild", null)
                        .status())
                .isEqualTo(202);

        await().atMost(SOON).until(() -> system.count("""
                        SELECT count(*) FROM compile_jobs
                        WHERE subject_id = ? AND mode = 'rebuild' AND status = 'completed'""", target) == 1);
        assertThat(system.count("SELECT count(*) FROM memories WHERE subject_id = ? AND kind <> 'passage'", target))
                .isEqualTo(memories);
    }

    @Test
    void repeatOfAnIdempotencyKey_isRecognisedAfterTheMove() throws Exception {
        String body =
                "{'subject_id':'%s','source':'x','type':'y','payload':{},'idempotency_key':'k1'}".formatted(source);
        assertThat(api.post("/v1/episodes", body).status()).isEqualTo(201);
        ObjectNode document = export(source);
        api.delete("/v1/subjects/" + encode(source));
        assertThat(importInto(document, null, null, true).status()).isEqualTo(200);

        assertThat(api.post("/v1/episodes", body).status()).isEqualTo(200);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", source))
                .isOne();
    }

    @Test
    void subjectOfSeveralTenants_isOnlyExportedForOneOfThem() throws Exception {
        String mine = "mine-" + run;
        record(source, mine, "s1", "I own a boat.", "2026-01-01T10:00:00Z");
        assertThat(export(source).path("tenant_id").asString()).isEqualTo(mine);
        record(source, "theirs-" + run, "s1", "I own a plane.", "2026-01-01T10:00:00Z");

        assertThat(api.get("/admin/export/" + encode(source)).status()).isEqualTo(400);
        var answer = api.get("/admin/export/" + encode(source) + "?tenant_id=" + mine);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.raw(), StandardCharsets.UTF_8))
                .contains("boat")
                .doesNotContain("plane");
        assertThat(api.get("/admin/export/" + encode(source) + "?tenant_id=").status())
                .isEqualTo(404);
    }

    @Test
    void keyOfATenant_exportsNoOtherTenantsSubject_andImportsNothing() throws Exception {
        String mine = "mine-" + run;
        record(source, "theirs-" + run, "s1", "I own a plane.", "2026-01-01T10:00:00Z");
        record(target, mine, "s1", "I own a boat.", "2026-01-01T10:00:00Z");
        var settings = new ArrayList<>(system.behindAnotherGateway());
        settings.add("--statewave.api-key=operator-" + run);
        try (var gateway = Deployable.API_GATEWAY.application().run(settings.toArray(String[]::new))) {
            var guarded = new Api("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port"));
            String key = guarded.post(
                            "/admin/keys",
                            "{'name':'k','scopes':['admin','read'],'tenant_id':'%s'}".formatted(mine),
                            "X-API-Key",
                            "operator-" + run)
                    .at("/key")
                    .asString();

            assertThat(guarded.get("/admin/export/" + encode(target), "X-API-Key", key)
                            .status())
                    .isEqualTo(200);
            assertThat(guarded.get("/admin/export/" + encode(source), "X-API-Key", key)
                            .status())
                    .isEqualTo(404);
            assertThat(guarded.get("/admin/export/" + encode(source) + "?tenant_id=theirs-" + run, "X-API-Key", key)
                            .status())
                    .isEqualTo(403);
            assertThat(guarded.post("/admin/import", "{}", "X-API-Key", key).status())
                    .isEqualTo(403);
            assertThat(guarded.get("/admin/export/" + encode(target)).status()).isEqualTo(401);
        }
    }

    @Test
    void hostileDocuments_areRefused() throws Exception {
        var long16 = "x".repeat(257);
        for (String change : List.of(
                "{\"id\":7}",
                "{\"id\":\"no\"}",
                "{\"source\":\"\"}",
                "{\"type\":null}",
                "{\"payload\":[]}",
                "{\"payload\":{\"a\":\"\\ud800\"}}",
                "{\"metadata\":\"x\"}",
                "{\"created_at\":\"yesterday\"}",
                "{\"created_at\":\"99999-01-01\"}",
                "{\"occurred_offset\":5000}",
                "{\"session_id\":\"" + long16 + "\"}",
                "{\"source\":\"a\\u0000\"}")) {
            ObjectNode document = document(source);
            episode((ArrayNode) document.path("episodes"), "a").setAll((ObjectNode) Json.tree(change));

            var answer = importInto(sealed(document), null, null, true);

            assertThat(answer.status()).as(change).isIn(400, 422);
        }
        for (String body : List.of(
                "{\"document\":{}}",
                "{\"document\":[]}",
                "{\"document\":null}",
                "{\"document\":{\"format_version\":\"1.0\"}}",
                "{\"document\":{\"format_version\":\"1.0\",\"episodes\":{},\"memories\":[],\"checksum\":1}}",
                "{\"document\":" + sealed(document("a\nb")) + "}",
                "{\"document\":" + sealed(document("")) + "}",
                "{\"document\":" + sealed(document(source)) + ",\"target_subject_id\":\"" + long16 + "\"}",
                "{\"document\":" + sealed(document(source)) + ",\"target_tenant_id\":\"a\\nb\"}",
                "{\"document\":" + sealed(document(source)) + ",\"preserve_ids\":\"maybe\"}",
                "{\"document\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}")) {
            var answer = api.send("POST", "/admin/import", body);

            assertThat(answer.status())
                    .as(body.substring(0, Math.min(200, body.length())))
                    .isIn(400, 422);
        }
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", source))
                .isZero();
        // A document with nothing in it is none that could be wrong.
        assertThat(importInto(sealed(document(source)), null, null, true)
                        .at("/episodes_imported")
                        .intValue())
                .isZero();
    }

    private static ObjectNode document(String subject) {
        ObjectNode document = Json.object().put("format_version", "1.0").put("subject_id", subject);
        document.putArray("episodes");
        document.putArray("memories");
        return document;
    }

    private static ObjectNode episode(ArrayNode episodes, String text) {
        ObjectNode episode = episodes.addObject()
                .put("id", UUID.randomUUID().toString())
                .put("source", "user")
                .put("type", "message")
                .put("created_at", Instant.EPOCH.plusSeconds(episodes.size()).toString());
        episode.set("payload", Json.object().put("text", text));
        return episode;
    }

    private static ObjectNode sealed(ObjectNode document) {
        var content = Json.object();
        content.set("episodes", document.path("episodes"));
        content.set("memories", document.path("memories"));
        return document.put("checksum", ContentChecksum.of(content));
    }
}
