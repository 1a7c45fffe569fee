package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another embedding model on the same data, and a restart before all subjects have its vectors. */
class EmbeddingChangeIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    /** Vectors of the former model stay until every reader is sure to know of the new one. */
    private static final Duration CHANGED = Duration.ofSeconds(60);

    private static final List<String> SUBJECTS = List.of("user:ada", "user:bob", "user:eve", "team/zoë");
    private static final String QUESTION = "favorite drink";

    private final FakeModel model = new FakeModel();
    private Path home;
    private LocalSystem system;
    private Api api;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "change");
    }

    @AfterEach
    void stop() {
        system.close();
        model.close();
    }

    @Test
    void everySubject_isFoundAllTheTime_andEndsWithVectorsOfTheNewModelOnly() throws Exception {
        start("one");
        for (String subject : SUBJECTS) {
            record(subject);
        }
        await().atMost(SOON).until(() -> vectors("one") == memories() && memories() == 2L * SUBJECTS.size());
        assertThat(state()).isEqualTo("current");
        everySubjectIsFound();
        await().atMost(SOON)
                .until(() -> count("SELECT count(*) FROM query_embeddings WHERE model = 'openai/one@16'") == 1);
        system.close();

        model.embedBatches(2);
        start("two");
        await().atMost(CHANGED).until(() -> {
            everySubjectIsFound();
            return subjectsOf("one") == 2 && vectors("two") == 4;
        });
        // What follows is refused, so it stays as it is.
        await().atMost(SOON).untilAsserted(() -> {
            everySubjectIsFound();
            var embeddings = api.get("/ops/embeddings");
            assertThat(embeddings.at("/state").asString()).isEqualTo("changing");
            assertThat(embeddings.at("/model").asString()).isEqualTo("openai/two@16");
            assertThat(embeddings.at("/previous_models").toString())
                    .isEqualTo("[{\"model\":\"openai/one@16\",\"subjects\":2,\"memories\":4,\"available\":true}]");
            assertThat(embeddings.at("/subjects_waiting").asInt()).isEqualTo(2);
            assertThat(embeddings.at("/memories_waiting").asInt()).isEqualTo(4);
            // They have vectors, if old ones.
            assertThat(embeddings.at("/waiting")).isEmpty();
        });
        await().atMost(SOON).until(() -> count("SELECT count(*) FROM query_embeddings") == 2);
        system.close();

        model.embedBatches(Integer.MAX_VALUE);
        start("two");
        record("user:new");
        await().atMost(CHANGED).until(() -> {
            everySubjectIsFound();
            return state().equals("current");
        });
        assertThat(vectors("two")).isEqualTo(memories()).isEqualTo(2L * SUBJECTS.size() + 2);
        assertThat(count("SELECT count(*) FROM memory_embeddings WHERE model <> 'openai/two@16'"))
                .isZero();
        isFound("user:new");
        // Three processes have asked the same, and each model has answered once.
        assertThat(model.embedded("one", QUESTION)).isOne();
        assertThat(model.embedded("two", QUESTION)).isOne();
        // 16 numbers of 32 bits, under a hash of the text.
        assertThat(count("SELECT count(*) FROM query_embeddings "
                        + "WHERE text_hash = sha256('favorite drink') AND octet_length(vector) = 64"))
                .isEqualTo(2);
    }

    private void start(String embeddingModel) throws IOException {
        system = LocalSystem.apart(
                home,
                List.of(
                        "--statewave.compile-trigger=on_request",
                        "--statewave.embedding-provider=litellm",
                        "--statewave.embedding-dimensions=" + FakeModel.DIMENSIONS,
                        "--statewave.litellm-api-base=" + model.url(),
                        "--statewave.litellm-api-key=key",
                        "--statewave.litellm-embedding-model=openai/" + embeddingModel,
                        "--statewave.litellm-max-retries=0",
                        "--statewave.litellm-timeout-seconds=5"));
        api = new Api(system.start());
    }

    private void record(String subject) throws Exception {
        assertThat(api.post(
                                "/v1/episodes",
                                ("{'subject_id':'%s','source':'user','type':'message',"
                                                + "'payload':{'text':'My favorite drink is Earl Grey.'}}")
                                        .formatted(subject))
                        .status())
                .isEqualTo(201);
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject))
                        .at("/memories_created")
                        .asInt())
                .isEqualTo(2);
    }

    private void everySubjectIsFound() throws Exception {
        for (String subject : SUBJECTS) {
            isFound(subject);
        }
    }

    /**
     * By meaning alone: there is no answer and no score where the question was asked by another model than the vectors
     * are of.
     */
    private void isFound(String subject) throws Exception {
        var found = api.get("/v1/memories/search?search_mode=semantic&q=favorite+drink&subject_id="
                + URLEncoder.encode(subject, StandardCharsets.UTF_8));

        assertThat(found.status()).isEqualTo(200);
        assertThat(found.at("/memories").size()).as(subject).isEqualTo(2);
        assertThat(found.at("/memories/0/score").asDouble()).as(subject).isGreaterThan(0.4);
    }

    private String state() throws Exception {
        return api.get("/ops/embeddings").at("/state").asString();
    }

    private long memories() {
        return count("SELECT count(*) FROM memories WHERE status = 'active'");
    }

    private long vectors(String by) {
        return count("SELECT count(*) FROM memory_embeddings WHERE model = 'openai/%s@16'".formatted(by));
    }

    private long subjectsOf(String by) {
        return count(
                "SELECT count(DISTINCT subject_id) FROM memory_embeddings WHERE model = 'openai/%s@16'".formatted(by));
    }

    private long count(String sql) {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
