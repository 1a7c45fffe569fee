package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.WebhookReceiver;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The loop as its users walk it, on real parts. Every test has subjects of its own. */
class LoopIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String subject = "user:" + UUID.randomUUID();

    @Test
    void recordedEpisode_isReadableWhenItIsAnswered() throws Exception {
        var created = api.post("/v1/episodes", episode("{'text':'ünïcödé 😀','n':1.50}"));

        assertThat(created.status()).isEqualTo(201);
        JsonNode timeline = api.get("/v1/timeline?subject_id=" + subject).body();
        assertThat(timeline.at("/episodes/0")).isEqualTo(created.body());
        assertThat(timeline.at("/episodes/0/payload").toString()).isEqualTo("{\"text\":\"ünïcödé 😀\",\"n\":1.50}");
    }

    @Test
    void repeatedKey_isAnsweredWithWhatWasStored() throws Exception {
        String body = episode("{'text':'once'}").replace("}}", "},'idempotency_key':'k'}");
        var first = api.post("/v1/episodes", body);
        var repeat = api.post("/v1/episodes", body.replace("once", "twice"));

        assertThat(first.status()).isEqualTo(201);
        assertThat(repeat.status()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isOne();
    }

    @Test
    void respondAsync_isTakenAndBecomesReadable() throws Exception {
        var taken = api.post("/v1/episodes", episode("{}"), "Prefer", "respond-async");

        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.headers().firstValue("Statewave-Persisted")).hasValue("false");
        await().atMost(SOON)
                .until(() -> system.count(
                                "SELECT count(*) FROM episodes WHERE id = ?::uuid",
                                taken.at("/id").asString())
                        == 1);
    }

    @Test
    void batch_isAllOrNothingAndToldAsOne() throws Exception {
        String other = subject + "/b";
        String good = episode("{'text':'a'}");
        var refused = api.post("/v1/episodes/batch", "{'episodes':[" + good + ",{'subject_id':''}]}");
        var created = api.post(
                "/v1/episodes/batch", "{'episodes':[" + good + "," + good.replace(subject, other) + "," + good + "]}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/episodes_created").asInt()).isEqualTo(3);
        assertThat(created.at("/episodes/1/subject_id").asString()).isEqualTo(other);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isEqualTo(2);
        await().atMost(SOON).untilAsserted(() -> assertThat(system.receiver().deliveries())
                .filteredOn(heard -> heard.event().equals("episodes.batch_created")
                        && heard.raw().contains(other))
                .singleElement()
                .satisfies(heard ->
                        assertThat(heard.body().at("/data/count").asInt()).isEqualTo(3)));
        assertThat(system.receiver().about(subject))
                .noneMatch(heard -> heard.event().equals("episode.created"));
    }

    @Test
    void explicitCompile_answersOnceWithEverythingNew() throws Exception {
        api.post("/v1/episodes", episode("{'text':'My name is Ada Lovelace. I work at Babbage Ltd.'}"));
        // Long enough for the continuous trigger to come first.
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memories WHERE subject_id = ?", subject) == 3);

        var first = api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        var second = api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("/memories_created").asInt()).isEqualTo(3);
        assertThat(first.at("/memories").valueStream().map(memory -> memory.path("content")
                        .asString()))
                .containsExactly(
                        "My name is Ada Lovelace. I work at Babbage Ltd.",
                        "My name is Ada Lovelace",
                        "I work at Babbage Ltd");
        assertThat(second.at("/memories_created").asInt()).isZero();
        assertThat(second.at("/memories").size()).isZero();
    }

    @Test
    void asynchronousCompile_isADurableJob() throws Exception {
        api.post("/v1/episodes", episode("{'text':'I use vim.'}"));
        var accepted = api.post("/v1/memories/compile", "{'subject_id':'" + subject + "','async':true}");
        String job = accepted.at("/job_id").asString();

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(job).matches("[0-9a-f]{32}");
        await().atMost(SOON).until(() -> api.get("/v1/memories/compile/" + job)
                .at("/status")
                .asString()
                .equals("completed"));
        assertThat(api.get("/v1/memories/compile/" + job).at("/memories").size())
                .isEqualTo(2);
        assertThat(api.get("/v1/memories/compile/ffffffff").at("/error/code").asString())
                .isEqualTo("not_found");
    }

    @Test
    void newerFact_retiresTheOlderOne_alsoInContext() throws Exception {
        api.post("/v1/episodes", episode("{'text':'I live in Paris'}"));
        compile();
        api.post("/v1/episodes", episode("{'text':'I live in Berlin'}"));
        compile();

        JsonNode found = api.get("/v1/memories/search?kind=profile_fact&subject_id=" + subject)
                .at("/memories");
        assertThat(found.valueStream().map(memory -> memory.path("content").asString()))
                .containsExactly("I live in Berlin");
        assertThat(api.post("/v1/context", "{'subject_id':'" + subject + "','task':'where'}")
                        .at("/assembled_context")
                        .asString())
                .contains("- I live in Berlin")
                .doesNotContain("- I live in Paris\n\n## Recent");
        assertThat(api.get("/v1/timeline?subject_id=" + subject)
                        .at("/memories")
                        .valueStream()
                        .map(memory -> memory.path("status").asString()))
                .contains("superseded");
    }

    @Test
    void newerClaim_retiresTheOlderOneInOtherWords() throws Exception {
        api.post("/v1/episodes", episode("{'text':'I live in Lisbon. I use vim.'}"));
        compile();
        api.post("/v1/episodes", episode("{'text':'I live in a quiet old quarter of Porto these days. I use emacs.'}"));
        compile();

        assertThat(facts("/v1/memories/search?subject_id=" + subject, "active"))
                .containsExactlyInAnyOrder(
                        "I live in a quiet old quarter of Porto these days", "I use vim", "I use emacs");
        var context = api.post("/v1/context", "{'subject_id':'" + subject + "','task':'where do they live'}");
        assertThat(context.at("/assembled_context").asString()).contains("a quiet old quarter of Porto");
        // What was said in an episode is history and stays.
        assertThat(context.at("/facts")
                        .valueStream()
                        .filter(memory -> memory.path("kind").asString().equals("profile_fact")))
                .noneMatch(memory -> memory.path("content").asString().contains("Lisbon"));
        assertThat(facts("/v1/timeline?subject_id=" + subject, "superseded")).containsExactly("I live in Lisbon");
    }

    @Test
    void claim_isFoundHoweverLongAgoItWasMade() throws Exception {
        api.post("/v1/episodes", episode("{'text':'I live in Lisbon'}"));
        compile();
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", subject) == 2);
        // More than a compile looks back on, with vectors, so that the embedder has nothing to do with them.
        system.update("""
                WITH later AS (
                    INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                                          source_episode_ids, metadata,
                                          created_at, updated_at)
                    SELECT gen_random_uuid(), '', ?, 'procedure', 'step ' || n, 'step', 1, now(), 'active', '{}', '{}',
                           now(), now()
                    FROM generate_series(1, 600) n RETURNING id, subject_id)
                INSERT INTO memory_embeddings (memory_id, model, tenant_id, subject_id, embedding)
                SELECT later.id, vector.model, '', later.subject_id, vector.embedding
                FROM later,
                     (SELECT model, embedding FROM memory_embeddings WHERE subject_id = ? LIMIT 1) vector""", subject, subject);
        api.post("/v1/episodes", episode("{'text':'I live in a quiet old quarter of Porto these days'}"));
        compile();

        assertThat(facts("/v1/memories/search?kind=profile_fact&subject_id=" + subject, "active"))
                .containsExactly("I live in a quiet old quarter of Porto these days");
    }

    private List<String> facts(String path, String status) throws Exception {
        return api.get(path)
                .at("/memories")
                .valueStream()
                .filter(memory -> memory.path("kind").asString().equals("profile_fact"))
                .filter(memory -> memory.path("status").asString().equals(status))
                .map(memory -> memory.path("content").asString())
                .toList();
    }

    @Test
    void meaning_isFoundWithoutItsWords() throws Exception {
        api.post("/v1/episodes", episode("{'text':'My favorite drink is Earl Grey.'}"));
        api.post("/v1/episodes", episode("{'text':'I work at a railway company.'}"));
        compile();
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", subject) == 4);

        var found = api.get(
                "/v1/memories/search?semantic=true&kind=profile_fact&q=which+tea+does+she+like&subject_id=" + subject);

        assertThat(found.at("/memories/0/content").asString()).isEqualTo("My favorite drink is Earl Grey");
        assertThat(found.at("/memories/0/score").asDouble())
                .isGreaterThan(found.at("/memories/1/score").asDouble());
    }

    @Test
    void sameQuestion_getsTheSameBytes() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.post("/v1/episodes", episode("{'text':'I use tool number " + i + " for work.'}"));
        }
        compile();
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", subject)
                        == system.count(
                                "SELECT count(*) FROM memories WHERE status = 'active' AND subject_id = ?", subject));
        String question = "{'subject_id':'" + subject + "','task':'which tools?'}";

        assertThat(api.post("/v1/context", question).raw())
                .isEqualTo(api.post("/v1/context", question).raw());
    }

    @Test
    void plainKafkaRecord_becomesAMemoryByItself() {
        system.produce(
                Topics.EPISODES,
                null,
                "{'subject_id':'" + subject + "','source':'crm','type':'note','payload':{'text':'I prefer tea.'}}",
                Map.of());

        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memories WHERE subject_id = ?", subject) == 2);
    }

    @Test
    void cloudEvents_areEpisodes_andTheirRepeatsAreNot() {
        for (int i = 0; i < 2; i++) {
            system.produce(
                    Topics.EPISODES,
                    "x",
                    "{'text':'I live in Oslo.'}",
                    Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            "7",
                            "ce_source",
                            "/crm",
                            "ce_type",
                            "note",
                            "ce_subject",
                            subject,
                            "content-type",
                            "application/json"));
        }
        system.produce(
                Topics.EPISODES,
                "y",
                "{'specversion':'1.0','id':'8','source':'/crm','type':'note','subject':'" + subject
                        + "','data':{'payload':{'text':'I use emacs.'}}}",
                Map.of("content-type", "application/cloudevents+json"));

        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memories WHERE subject_id = ?", subject) == 4);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isEqualTo(2);
    }

    @Test
    void invalidKafkaRecord_liesInTheDeadLettersAsItCame() {
        String nonsense = "nonsense " + subject;
        system.produce(Topics.EPISODES, "k", nonsense, Map.of("mine", "kept"));

        await().atMost(SOON).untilAsserted(() -> assertThat(system.records(Topics.EPISODES_DLT))
                .filteredOn(letter -> new String(letter.value(), StandardCharsets.UTF_8).equals(nonsense))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.key()).isEqualTo("k");
                    assertThat(RecordHeaders.text(letter.headers(), "mine")).isEqualTo("kept");
                    assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_CODE))
                            .isEqualTo("validation_error");
                    assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN))
                            .startsWith("statewave.episodes-");
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "repo:owner/name", "a@b.c", "ü 😀", "per%cent", "plus+plus"})
    void delete_removesEverything_howeverTheIdIsWritten(String kind) throws Exception {
        String id = kind + "/" + UUID.randomUUID();
        api.post("/v1/episodes", episode("{'text':'I use vim.'}").replace(subject, id));
        api.post("/v1/resolutions", "{'subject_id':'" + id + "','session_id':'s','status':'open'}");
        api.post("/v1/memories/compile", "{'subject_id':'" + id + "'}");
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", id) == 2);

        var deleted = api.delete(
                "/v1/subjects/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.body().toString())
                .isEqualTo("{\"subject_id\":\"%s\",\"episodes_deleted\":1,\"memories_deleted\":2}".formatted(id));
        for (String table : new String[] {
            "episodes", "memories", "memory_embeddings", "resolutions", "compile_jobs", "subject_compiles"
        }) {
            assertThat(system.count("SELECT count(*) FROM " + table + " WHERE subject_id = ?", id))
                    .as(table)
                    .isZero();
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(system.receiver().about(id))
                .filteredOn(heard -> heard.event().equals("subject.deleted"))
                .hasSize(1));
    }

    @Test
    void deleteOfNobody_isZerosAndNoEvent() throws Exception {
        var deleted = api.delete("/v1/subjects/" + subject);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.at("/episodes_deleted").asInt()).isZero();
    }

    @Test
    void resolution_keepsItsIdAndIsListed() throws Exception {
        var open = api.post("/v1/resolutions", "{'subject_id':'" + subject + "','session_id':'s1'}");
        var resolved = api.post(
                "/v1/resolutions",
                "{'subject_id':'" + subject + "','session_id':'s1','status':'resolved','resolution_summary':'done'}");

        assertThat(open.status()).isEqualTo(200);
        assertThat(resolved.at("/id")).isEqualTo(open.at("/id"));
        assertThat(resolved.at("/resolved_at").isNull()).isFalse();
        assertThat(api.get("/v1/resolutions?subject_id=" + subject).body())
                .singleElement()
                .isEqualTo(resolved.body());
        assertThat(api.post("/v1/resolutions", "{'subject_id':'" + subject + "','session_id':'s1','status':'won'}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void tenants_doNotSeeEachOther() throws Exception {
        api.post("/v1/episodes", episode("{'text':'I use vim.'}"), "X-Tenant-ID", "acme");

        assertThat(api.get("/v1/timeline?subject_id=" + subject, "X-Tenant-ID", "globex")
                        .at("/episodes")
                        .size())
                .isZero();
        assertThat(api.get("/v1/timeline?subject_id=" + subject, "X-Tenant-ID", "acme")
                        .at("/episodes")
                        .size())
                .isOne();
        assertThat(api.post("/v1/context", "{'subject_id':'" + subject + "','task':'vim'}", "X-Tenant-ID", "globex")
                        .at("/assembled_context")
                        .asString())
                .isEqualTo("## Task\nvim\n");
        api.delete("/v1/subjects/" + subject, "X-Tenant-ID", "globex");
        assertThat(api.get("/v1/timeline?subject_id=" + subject, "X-Tenant-ID", "acme")
                        .at("/episodes")
                        .size())
                .isOne();
    }

    @Test
    void event_reachesTheReceiverSigned_withTheRequestIdOnItsWay() throws Exception {
        var created = api.post("/v1/episodes", episode("{'text':'hello'}"), "X-Request-ID", "req-" + subject);

        assertThat(created.headers().firstValue("X-Request-ID")).hasValue("req-" + subject);
        await().atMost(SOON).untilAsserted(() -> assertThat(system.receiver().about(subject))
                .anySatisfy(heard -> {
                    assertThat(heard.event()).isEqualTo("episode.created");
                    assertThat(heard.body().at("/data/id")).isEqualTo(created.at("/id"));
                    assertThat(heard.signature()).startsWith("v1,");
                }));
        assertThat(system.records(Topics.EVENTS))
                .anySatisfy(event -> assertThat(RecordHeaders.text(event.headers(), RecordHeaders.REQUEST_ID))
                        .isEqualTo("req-" + subject));
    }

    @Test
    void receiverThatFails_isTriedAgainAndThenGivenUpVisibly() throws Exception {
        system.receiver().answer(500);
        try {
            api.post("/v1/episodes", episode("{'text':'hello'}"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> system.count(
                                    "SELECT count(*) FROM webhook_deliveries WHERE subject_id = ? "
                                            + "AND event = 'episode.created' AND status = 'dead_letter' AND attempts = 5 "
                                            + "AND last_error LIKE 'HTTP 500%'",
                                    subject)
                            == 1);
        } finally {
            system.receiver().answer(200);
        }
        var attempts = system.receiver().about(subject).stream()
                .filter(heard -> heard.event().equals("episode.created"))
                .toList();
        assertThat(attempts).hasSize(5);
        assertThat(attempts)
                .extracting(WebhookReceiver.Delivery::id)
                .containsOnly(attempts.getFirst().id());
        assertThat(attempts)
                .extracting(WebhookReceiver.Delivery::raw)
                .containsOnly(attempts.getFirst().raw());
        assertThat(system.records(Topics.WEBHOOKS_DLT))
                .anySatisfy(letter -> assertThat(new String(letter.value())).contains(subject));
    }

    @Test
    void megabytePayload_comesBackWhole() throws Exception {
        String text = "ä".repeat(1_000_000);

        assertThat(api.post("/v1/episodes", episode("{'text':'" + text + "'}")).status())
                .isEqualTo(201);
        assertThat(api.get("/v1/timeline?subject_id=" + subject)
                        .at("/episodes/0/payload/text")
                        .asString())
                .isEqualTo(text);
        assertThat(api.post("/v1/episodes", episode("{'text':'" + "x".repeat(3_000_000) + "'}"))
                        .status())
                .isEqualTo(413);
        assertThat(api.send("POST", "/v1/episodes", "x".repeat(40_000_000)).status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST | /v1/episodes                                   | ``                                   | 422
            POST | /v1/episodes                                   | not json                             | 422
            POST | /v1/episodes/batch                             | {"episodes":[]}                      | 422
            POST | /v1/memories/compile                           | {"subject_id":"a","async":"perhaps"} | 422
            POST | /v1/context                                    | {"subject_id":"a"}                   | 422
            POST | /v1/context                                    | {"subject_id":"a","task":"t","max_tokens":0} | 422
            GET  | /v1/memories/search                            |                                      | 422
            GET  | /v1/memories/search?subject_id=a&limit=201     |                                      | 422
            GET  | /v1/timeline?subject_id=a%00b                  |                                      | 422
            GET  | /v1/subjects?limit=0                           |                                      | 422
            GET  | /v1/nothing                                    |                                      | 404
            DELETE | /v1/subjects/%20%0A                          |                                      | 422
            """)
    void everyError_wearsTheEnvelope(String method, String path, String body, int status) throws Exception {
        var answer = api.send(method, path, body, "X-Request-ID", "e1");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().propertyNames()).containsExactly("error");
        assertThat(answer.body().path("error").propertyNames())
                .containsExactly("code", "message", "details", "request_id");
        assertThat(answer.at("/error/request_id").asString()).isEqualTo("e1");
        assertThat(answer.at("/error/details").isArray()).isEqualTo(status == 422);
    }

    @Test
    void health_namesEachPart() throws Exception {
        var ready = api.get("/readyz");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.at("/checks").valueStream().map(check -> check.path("name")
                        .asString()))
                .contains("ingest-service", "context-service", "compile-worker", "webhook-dispatcher");
        assertThat(api.get("/health").body().toString()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(api.get("/v1/version").at("/api_contract").asString()).isEqualTo("v1");
        assertThat(new String(api.get("/metrics").raw())).contains("resilience4j_circuitbreaker_state");
    }

    private void compile() throws Exception {
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}")
                        .status())
                .isEqualTo(200);
    }

    private String episode(String payload) {
        return "{'subject_id':'" + subject + "','source':'chat','type':'message','payload':" + payload + "}";
    }
}
