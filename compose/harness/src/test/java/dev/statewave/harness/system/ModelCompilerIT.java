package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Memories that a model makes, on a whole system beside a model server that does as it is told. */
class ModelCompilerIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static FakeModel model;
    private static WebhookReceiver receiver;
    private static LocalSystem system;
    private static Api api;
    private static Api ingest;

    private final String subject = "user:" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        model = new FakeModel();
        receiver = new WebhookReceiver();
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "models");
        system = LocalSystem.apart(
                home,
                List.of(
                        "--statewave.webhook-url=" + receiver.url(),
                        "--statewave.compile-trigger=on_request",
                        "--statewave.compiler-type=llm",
                        "--statewave.embedding-provider=litellm",
                        "--statewave.embedding-dimensions=" + FakeModel.DIMENSIONS,
                        "--statewave.litellm-api-base=" + model.url(),
                        "--statewave.litellm-api-key=key",
                        "--statewave.litellm-model=openai/fake",
                        "--statewave.litellm-embedding-model=openai/fake-embed",
                        "--statewave.litellm-max-retries=0",
                        "--statewave.litellm-timeout-seconds=5",
                        "--statewave.model-recompile-seconds=1"));
        api = new Api(system.start());
        ingest = new Api(system.ingestUrl());
    }

    @AfterAll
    static void stop() {
        system.close();
        model.close();
        receiver.close();
    }

    @AfterEach
    void mend() {
        model.answer(200);
    }

    @Test
    void model_makesTheMemories_andTheyAreFoundByTheHostedVectors() throws Exception {
        record("{'text':'Ada likes Earl Grey','event_time':'2026-04-01T00:00:00Z'}");
        record("{'text':'Bob drives a train'}");
        record("{'n':1}");

        JsonNode compiled = compile();

        assertThat(contents(compiled))
                .containsExactly("They said: Ada likes Earl Grey", "They said: Bob drives a train");
        assertThat(compiled.at("/memories/0/metadata").toString())
                .isEqualTo("{\"model\":\"openai/fake\",\"compiler\":\"llm\"}");
        assertThat(compiled.at("/memories/0/valid_from").asString()).isEqualTo("2026-04-01T00:00:00Z");
        assertThat(model.prompts("Earl Grey")).isOne();
        await().atMost(SOON)
                .until(() -> count(
                                "SELECT count(*) FROM memory_embeddings "
                                        + "WHERE model = 'openai/fake-embed@16' AND subject_id = ?",
                                subject)
                        // And of the two texts, which the model may have said less of.
                        == 4);
        JsonNode found = api.get("/v1/memories/search?semantic=true&q=bob+drives+train&subject_id=" + subject)
                .body();
        assertThat(found.at("/memories/0/content").asString()).isEqualTo("They said: Bob drives a train");
        assertThat(found.at("/memories/0/score").asDouble()).isGreaterThan(0.5);
    }

    @Test
    void modelThatFails_isStoodInForAndMakesUpForItLater() throws Exception {
        model.answer(500);
        record("{'text':'I live in Paris'}");

        JsonNode compiled = compile();

        assertThat(contents(compiled)).containsExactly("I live in Paris", "I live in Paris");
        assertThat(compiled.at("/memories/0/metadata").toString())
                .isEqualTo("{\"compiler\":\"heuristic\",\"fallback\":true,\"fallback_reason\":\"failed\"}");
        assertThat(count("SELECT count(*) FROM model_fallbacks WHERE subject_id = ?", subject))
                .isOne();
        assertThat(api.get("/readyz").status()).isEqualTo(200);

        model.answer(200);

        await().atMost(SOON)
                .until(() -> count("SELECT count(*) FROM model_fallbacks WHERE subject_id = ?", subject) == 0);
        assertThat(contents(api.get("/v1/memories/search?subject_id=" + subject).body()))
                .containsExactly("They said: I live in Paris");
        assertThat(count("SELECT count(*) FROM memories WHERE status = 'superseded' AND subject_id = ?", subject))
                .isEqualTo(2);
        assertThat(count("SELECT count(DISTINCT created_at) FROM memories WHERE subject_id = ?", subject))
                .isOne();
    }

    @Test
    void whatIsMadeUpForLater_doesNotCountAsNewer() throws Exception {
        model.answer(500);
        record("{'text':'my home is now in the city of Paris'}");
        compile();
        // The breaker stays shut, and the next attempt is a second away.
        model.answer(200);
        record("{'text':'my home is now in the city of Berlin'}");
        compile();

        await().atMost(SOON)
                .until(() -> count("SELECT count(*) FROM model_fallbacks WHERE subject_id = ?", subject) == 0);
        assertThat(contents(api.get("/v1/memories/search?subject_id=" + subject).body()))
                .containsExactly("They said: my home is now in the city of Berlin");
    }

    @Test
    void newerClaim_retiresTheOlderOneInOtherWords() throws Exception {
        record("{'text':'The user lives in Lisbon.'}");
        record("{'text':'The user speaks Portuguese.'}");
        compile();
        record("{'text':'The user moved to Porto.'}");
        compile();
        // Heard of late.
        record("{'text':'The user is based in Faro.','event_time':'2020-01-01T00:00:00Z'}");
        compile();

        assertThat(contents(api.get("/v1/memories/search?subject_id=" + subject).body()))
                .containsExactlyInAnyOrder("The user speaks Portuguese.", "The user moved to Porto.");
        assertThat(count(
                        "SELECT count(*) FROM memories old "
                                + "JOIN memories new ON new.id = old.superseded_by AND new.valid_from = old.valid_to "
                                + "WHERE old.status = 'superseded' AND new.content LIKE '%Porto.' AND old.subject_id = ?",
                        subject))
                .isEqualTo(2);
    }

    @Test
    void rebuild_paysForNoCallTwice_andKeepsLabels() throws Exception {
        record("{'text':'Ada likes green tea very much'}");
        record("{'text':'Ada likes green tea very much indeed'}");
        compile();
        execute(
                "UPDATE memories SET sensitivity_labels = '{pii}' WHERE content LIKE '%indeed' AND subject_id = ?",
                subject);
        List<String> before = ids();

        var accepted = ingest.post("/admin/subjects/" + subject + "/rebuild", "");

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.at("/status").asString()).isEqualTo("pending");
        assertThat(accepted.at("/subject_id").asString()).isEqualTo(subject);
        JsonNode job = ended(accepted.at("/job_id").asString());
        assertThat(job.at("/status").asString()).isEqualTo("completed");
        // What was made again is what was there before.
        assertThat(job.at("/memories_created").asInt()).isZero();
        assertThat(ids()).hasSize(2).isEqualTo(before);
        assertThat(model.prompts("green tea")).isOne();
        assertThat(count("SELECT count(*) FROM memories WHERE status = 'superseded' AND subject_id = ?", subject))
                .isOne();
        assertThat(count(
                        "SELECT count(*) FROM memories "
                                + "WHERE status = 'active' AND kind <> 'passage' AND sensitivity_labels = '{pii}' "
                                + "AND subject_id = ?",
                        subject))
                .isOne();
        await().atMost(SOON).untilAsserted(() -> assertThat(receiver.about(subject))
                .filteredOn(heard -> heard.event().equals("memories.compiled"))
                .hasSize(1));
    }

    @Test
    void rebuildThatFails_leavesTheMemories() throws Exception {
        record("{'text':'Ada likes cake'}");
        compile();
        List<String> before = ids();
        execute("DELETE FROM model_extractions WHERE subject_id = ?", subject);
        model.answer(500);

        JsonNode job = ended(ingest.post("/admin/subjects/" + subject + "/rebuild", "{'tenant_id':null}")
                .at("/job_id")
                .asString());

        assertThat(job.at("/status").asString()).isEqualTo("failed");
        assertThat(job.at("/error").asString()).isEqualTo("the model did not read 1 episodes: failed");
        assertThat(ids()).isEqualTo(before);
        model.answer(400);
        JsonNode refused = ended(ingest.post("/admin/subjects/" + subject + "/rebuild", "")
                .at("/job_id")
                .asString());
        assertThat(refused.at("/error").asString()).isEqualTo("the model refused every episode");
        assertThat(ids()).isEqualTo(before);
        assertThat(contents(api.get("/v1/memories/search?subject_id=" + subject).body()))
                .containsExactly("They said: Ada likes cake");
    }

    @Test
    void deletedSubject_leavesNothingOfTheModelBehind() throws Exception {
        record("{'text':'Ada likes secrets'}");
        compile();
        api.delete("/v1/subjects/" + subject);

        assertThat(count("SELECT count(*) FROM model_extractions WHERE subject_id = ?", subject))
                .isZero();
    }

    @Test
    void messages_arePassedOnToTheModel() throws Exception {
        var answer = api.post("/v1/llm/complete", "{'messages':[{'role':'user','content':'ping'}]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo("{\"reply\":\"pong\",\"model\":\"fake-1\","
                        + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}");
        model.answer(401);
        assertThat(api.post("/v1/llm/complete", "{'messages':[{'role':'user','content':'ping'}]}")
                        .at("/error/code")
                        .asString())
                .isEqualTo("upstream_llm_error");
    }

    private void record(String payload) throws Exception {
        assertThat(api.post(
                                "/v1/episodes",
                                "{'subject_id':'" + subject + "','source':'chat','type':'message','payload':" + payload
                                        + "}")
                        .status())
                .isEqualTo(201);
    }

    private JsonNode compile() throws Exception {
        var answer = api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode ended(String job) throws Exception {
        await().atMost(SOON).until(() -> List.of("completed", "failed")
                .contains(api.get("/v1/memories/compile/" + job).at("/status").asString("")));
        return api.get("/v1/memories/compile/" + job).body();
    }

    private static List<String> contents(JsonNode answer) {
        return answer.at("/memories")
                .valueStream()
                .map(memory -> memory.path("content").asString())
                .toList();
    }

    private List<String> ids() throws Exception {
        return api.get("/v1/timeline?subject_id=" + subject)
                .at("/memories")
                .valueStream()
                .map(memory -> memory.path("id").asString())
                .sorted()
                .toList();
    }

    private static long count(String sql, Object... values) {
        var found = new ArrayList<Long>();
        run(sql, found, values);
        return found.getFirst();
    }

    private static void execute(String sql, Object... values) {
        run(sql, new ArrayList<>(), values);
    }

    private static void run(String sql, List<Long> found, Object... values) {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            if (statement.execute()) {
                try (var row = statement.getResultSet()) {
                    row.next();
                    found.add(row.getLong(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
