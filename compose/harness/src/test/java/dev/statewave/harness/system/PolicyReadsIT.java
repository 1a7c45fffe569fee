package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.local.system.Deployable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A memory that a caller must not see is in no answer, of whatever route the OpenAPI document has and however the
 * service finds memories. Routes come from the document, so a new one that shows memories fails here until it asks what
 * its caller may see.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyReadsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String REDACTED = "[REDACTED by policy]";

    /** What changes something, or asks a model. Everything else is asked, whether it reads memories or not. */
    private static final Set<String> CHANGES = Set.of(
            "createEpisode",
            "createEpisodesBatch",
            "applyMemoryTemplate",
            "createResolution",
            "completeChat",
            "rebuildSubject",
            "importSubject",
            "createSnapshot",
            "restoreSnapshot",
            "restoreSnapshotByName",
            "cleanUpSubjects",
            "importStarterPack",
            "reseedSupport",
            "reseedDocsPack",
            "cloneMemory",
            "importMemory",
            "bulkDelete",
            "resetStuckJobs",
            "promoteLabels",
            "issueKey",
            "rotateKey",
            "uploadPolicyBundle",
            "activatePolicyBundle",
            "deactivatePolicyBundle",
            "rebuildSubjects",
            "promoteLabelInBulk",
            "testSetting",
            "applySettings",
            "restart",
            "redriveDeadLetters",
            "dropDeadLetters",
            "resetConsumerGroup",
            "pauseRole",
            "resumeRole",
            "createWebhookEndpoint",
            "rotateWebhookSecret",
            "testWebhookEndpoint",
            "replayWebhooks",
            "adminCreateWebhookEndpoint",
            "adminRotateWebhookSecret",
            "adminTestWebhookEndpoint",
            "adminReplayWebhooks");

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "policy-" + run;
    private final String subject = "policy:" + run;
    private final String canary = "Quokka" + run;
    /** What placeholders and fields of these names stand for. */
    private final Map<String, Object> known = new HashMap<>();

    private final List<ConfigurableApplicationContext> started = new ArrayList<>();

    private enum Caller {
        SUPPORT,
        MARKETING,
        SALES;

        String[] headers(String tenant) {
            return new String[] {
                "X-Tenant-ID", tenant, "X-Caller-Id", "c-1", "X-Caller-Type", name().toLowerCase(Locale.ROOT)
            };
        }
    }

    @BeforeAll
    void fill() throws Exception {
        String first = record("s-1", "I use " + canary + " for the boats.");
        record(
                "s-2",
                "The weather was fine. ".repeat(120) + "I use " + canary + " in the harbour. "
                        + "We talked about sails. ".repeat(120));
        record("s-1", "I live in Lisbon.");
        record("s-3", "I prefer green tea.");
        String job = post("/v1/memories/compile", "{'subject_id':'%s','async':true}".formatted(subject))
                .at("/job_id")
                .asString();
        await().atMost(SOON).until(() -> get("/v1/memories/compile/" + job)
                .at("/status")
                .asString()
                .equals("completed"));
        await().atMost(SOON)
                .until(() -> get("/v1/memories/search?semantic=true&search_mode=semantic&q=boats&subject_id=" + subject)
                                .at("/memories")
                                .size()
                        > 3);
        List<String> facts = get("/admin/subjects/%s/memories?kind=profile_fact&tenant_id=%s"
                        .formatted(subject, tenant))
                .at("/memories")
                .valueStream()
                .filter(memory -> memory.path("content").asString().contains(canary))
                .map(memory -> memory.path("id").asString())
                .toList();
        assertThat(facts).hasSize(2);
        for (String fact : facts) {
            assertThat(api.send(
                                    "PATCH",
                                    "/v1/memories/" + fact + "/labels",
                                    "{\"sensitivity_labels\":[\"tool.secret\"]}",
                                    "X-Tenant-ID",
                                    tenant)
                            .status())
                    .isEqualTo(200);
        }
        String hash = post(
                        "/admin/policy/bundles",
                        Json.object()
                                .put("tenant_id", tenant)
                                .put("activate", true)
                                .put("yaml_content", """
                                version: 1
                                rules:
                                  - {id: no-tools, when: {memory_has_any_label: [tool.secret], caller_type: marketing}, action: deny}
                                  - {id: hide-tools, when: {memory_has_any_label: [tool.secret], caller_type_not_in: [support]}, action: redact}
                                """)
                                .toString())
                .at("/bundle_hash")
                .asString();
        api.send("PATCH", "/admin/tenants/" + tenant + "/config", "{\"policy_mode\":\"enforce\"}");
        known.putAll(Map.of(
                "subject_id", subject,
                "subject_ids", List.of(subject),
                "subject_id_prefix", subject,
                "tenant_id", tenant,
                "session_id", "s-1",
                "task", "What is used for the boats?",
                "job_id", job,
                "memory_id", facts.getLast(),
                "episode_id", first,
                "bundle_hash", hash));
        known.putAll(Map.of(
                "template_id", "user-preference", "key_id", "none", "event_id", UUID.randomUUID(), "limit", 100));
        known.putAll(Map.of(
                "erasure_id",
                UUID.randomUUID(),
                "rebuild_id",
                UUID.randomUUID(),
                "letter_id",
                "statewave.episodes.dlt-0-0",
                "key",
                "LOG_LEVEL",
                "endpoint_id",
                UUID.randomUUID(),
                "delivery_id",
                UUID.randomUUID()));
        known.put("receipt_id", receipt());
        await().atMost(SOON)
                .until(() -> !shows(api.get("/v1/timeline?subject_id=" + subject, Caller.MARKETING.headers(tenant))));
    }

    private String receipt() throws Exception {
        var answer = api.send(
                "POST",
                "/v1/context",
                Json.object()
                        .put("subject_id", subject)
                        .put("task", "What is used?")
                        .put("emit_receipt", true)
                        .toString(),
                Caller.MARKETING.headers(tenant));
        String id = answer.at("/receipt_id").asString();
        await().atMost(SOON).until(() -> get("/v1/receipts/" + id).status() == 200);
        return id;
    }

    @AfterAll
    void end() throws Exception {
        started.forEach(ConfigurableApplicationContext::close);
        system.update("DELETE FROM large_memories WHERE subject_id = ?", subject);
        system.update("DELETE FROM large_words WHERE subject_id = ?", subject);
        system.update("DELETE FROM large_subjects WHERE subject_id = ?", subject);
        post("/admin/policy/deactivate", "{'tenant_id':'%s'}".formatted(tenant));
        api.delete("/v1/subjects/" + subject, "X-Tenant-ID", tenant);
    }

    @Test
    @Order(1)
    void noRoute_showsADeniedMemory() throws Exception {
        Set<String> shown = assertHidden(api);

        // Whoever may see it finds it in all of these, so that the others have something to hide.
        assertThat(shown)
                .contains(
                        "getCompileStatus",
                        "searchMemories",
                        "getContext",
                        "getTimeline",
                        "createHandoff",
                        "exportSubject",
                        "exportMemory",
                        "exploreMemories",
                        "exploreEpisodes",
                        "citingMemories",
                        "relatedMemories",
                        "sessionTimeline");
    }

    @Test
    @Order(2)
    void noRoute_showsIt_whereNothingIsKeptInMemory() throws Exception {
        assertThat(assertHidden(service("--statewave.subject-cache-mb=0")))
                .contains("searchMemories", "getContext", "getTimeline", "createHandoff");
    }

    @Test
    @Order(3)
    void noRoute_showsIt_byTheFormulaOfV1() throws Exception {
        assertThat(assertHidden(service("--statewave.subject-cache-mb=0", "--statewave.ranking=statewave")))
                .contains("searchMemories", "getContext", "getTimeline", "createHandoff");
    }

    @Test
    @Order(4)
    void noRoute_showsIt_ofALargeSubject() throws Exception {
        system.update("""
                INSERT INTO large_memories (memory_id, model, tenant_id, subject_id, kind, sequence, embedding, words)
                SELECT m.id, e.model, m.tenant_id, m.subject_id, m.kind, m.sequence, e.embedding, m.words
                FROM memories m JOIN memory_embeddings e ON e.memory_id = m.id WHERE m.subject_id = ?""", subject);
        system.update("""
                INSERT INTO large_words (subject_id, tenant_id, word, memory_id)
                SELECT DISTINCT m.subject_id, m.tenant_id, word, m.id
                FROM memories m, unnest(tsvector_to_array(m.words)) AS word WHERE m.subject_id = ?""", subject);
        system.update("""
                INSERT INTO large_subjects (tenant_id, subject_id, model, ready_at, memories)
                SELECT DISTINCT tenant_id, subject_id, model, now(), 10 FROM memory_embeddings WHERE subject_id = ?""", subject);

        // A service looks for large subjects when it starts.
        assertThat(assertHidden(service())).contains("searchMemories", "getContext", "getTimeline", "createHandoff");
    }

    private Api service(String... settings) {
        // Events are read from Kafka.
        String[] all = Stream.concat(
                        Stream.concat(system.behindAnotherGateway().stream(), Stream.of(settings)),
                        Stream.of("--statewave.kafka-bootstrap-servers=" + system.bootstrapServers()))
                .toArray(String[]::new);
        var application = Deployable.CONTEXT_SERVICE.application().run(all);
        started.add(application);
        return new Api("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
    }

    /** Asks everything as everybody; the operations whose answers have shown the canary to who may see it. */
    private Set<String> assertHidden(Api asked) throws Exception {
        var shown = new HashSet<String>();
        var redacted = new HashSet<String>();
        for (ApiContract.Operation operation : ApiContract.operations()) {
            String id = operation.description().path("operationId").asString();
            if (!Set.of("GET", "POST").contains(operation.method()) || CHANGES.contains(id)) {
                continue;
            }
            for (Request request : requests(operation)) {
                for (Caller caller : Caller.values()) {
                    var answer = answer(asked, request, caller);
                    assertThat(answer.status())
                            .as("%s %s", request, new String(answer.raw(), StandardCharsets.UTF_8))
                            .isLessThan(500);
                    if (caller == Caller.SUPPORT && shows(answer)) {
                        shown.add(id);
                    }
                    if (caller != Caller.SUPPORT) {
                        assertThat(shows(answer))
                                .as("%s as %s: %s", request, caller, new String(answer.raw(), StandardCharsets.UTF_8))
                                .isFalse();
                    }
                    if (caller == Caller.SALES && new String(answer.raw(), StandardCharsets.UTF_8).contains(REDACTED)) {
                        redacted.add(id);
                    }
                }
            }
        }
        assertThat(redacted).contains("searchMemories", "getContext", "getTimeline", "createHandoff");
        return shown;
    }

    /** On a machine that is busy, an answer may be late; what counts is what it shows. */
    private Api.Answer answer(Api asked, Request request, Caller caller) {
        return await().atMost(SOON)
                // Thousands of requests are made, of which nearly all are answered at once.
                .pollDelay(Duration.ZERO)
                .until(
                        () -> asked.send(request.method(), request.path(), request.body(), caller.headers(tenant)),
                        answer -> answer.status() != 503);
    }

    private boolean shows(Api.Answer answer) {
        return new String(answer.raw(), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT)
                .contains(canary.toLowerCase(Locale.ROOT));
    }

    private record Request(String method, String path, String body) {}

    /** One plain request, and one more for each value that each further field may have. */
    private List<Request> requests(ApiContract.Operation operation) {
        var query = new ArrayList<JsonNode>();
        operation.description().path("parameters").forEach(parameter -> {
            JsonNode resolved = resolve(parameter);
            if (resolved.path("in").asString().equals("query")) {
                query.add(resolved);
            }
        });
        String path = path(operation.template());
        var plain = new ArrayList<String>();
        query.stream()
                .map(parameter -> parameter.path("name").asString())
                .filter(known::containsKey)
                .filter(name -> !path.contains("/admin/receipts") || !name.equals("subject_id"))
                .forEach(name -> plain.add(name + "=" + StatewaveClient.encode(String.valueOf(known.get(name)))));
        String fixed = path + "?" + String.join("&", plain);
        JsonNode schema = resolve(operation.description().at("/requestBody/content/application~1json/schema"));
        ObjectNode body = body(schema);
        var requests = new ArrayList<>(List.of(new Request(operation.method(), fixed, text(operation, body))));
        for (JsonNode parameter : query) {
            String name = parameter.path("name").asString();
            for (JsonNode value : values(name, resolve(parameter.path("schema")))) {
                requests.add(new Request(
                        operation.method(),
                        fixed + "&" + name + "=" + StatewaveClient.encode(value.asString())
                                + (name.startsWith("se") ? "&q=boats" : ""),
                        text(operation, body)));
            }
        }
        schema.path("properties").properties().forEach(property -> {
            for (JsonNode value : values(property.getKey(), resolve(property.getValue()))) {
                ObjectNode changed = body.deepCopy();
                changed.set(property.getKey(), value);
                requests.add(new Request(operation.method(), fixed, changed.toString()));
            }
        });
        return requests;
    }

    private static String text(ApiContract.Operation operation, ObjectNode body) {
        return operation.description().has("requestBody") ? body.toString() : null;
    }

    private ObjectNode body(JsonNode schema) {
        ObjectNode body = Json.object();
        schema.path("properties").propertyNames().stream()
                .filter(known::containsKey)
                .filter(name -> !name.equals("limit"))
                .forEach(name -> body.set(name, Json.MAPPER.valueToTree(known.get(name))));
        return body;
    }

    private String path(String template) {
        String path = template;
        while (path.contains("{")) {
            String name = path.substring(path.indexOf('{') + 1, path.indexOf('}'));
            assertThat(known)
                    .as("say what {%s} of %s may stand for", name, template)
                    .containsKey(name);
            path = path.replace("{" + name + "}", StatewaveClient.encode(String.valueOf(known.get(name))));
        }
        return path;
    }

    private List<JsonNode> values(String name, JsonNode schema) {
        if (Set.of("q", "search").contains(name)) {
            return List.of(Json.MAPPER.valueToTree(canary), Json.MAPPER.valueToTree("for the boats"));
        }
        if (schema.has("enum")) {
            return schema.path("enum").valueStream().filter(JsonNode::isString).toList();
        }
        return schema.path("type").asString("").equals("boolean")
                ? List.of(Json.MAPPER.valueToTree(true), Json.MAPPER.valueToTree(false))
                : List.of();
    }

    private static JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? ApiContract.resolve(node.path("$ref").asString()) : node;
    }

    private String record(String session, String text) throws Exception {
        return post(
                        "/v1/episodes",
                        "{'subject_id':'%s','session_id':'%s','source':'user','type':'message','payload':{'text':'%s'}}"
                                .formatted(subject, session, text))
                .at("/id")
                .asString();
    }

    private Api.Answer post(String path, String body) throws Exception {
        return api.post(path, body, "X-Tenant-ID", tenant);
    }

    private Api.Answer get(String path) throws Exception {
        return api.get(path, "X-Tenant-ID", tenant);
    }
}
