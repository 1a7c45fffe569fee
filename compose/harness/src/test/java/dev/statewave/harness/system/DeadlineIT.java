package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A context answers by its deadline, whatever the provider of embeddings does. */
class DeadlineIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    /** The deadline of the settings, and what a busy machine adds to it. */
    private static final Duration DEADLINE = Duration.ofMillis(2_500);

    private final FakeModel model = new FakeModel();
    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        system = LocalSystem.apart(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "deadline"),
                List.of(
                        "--statewave.compile-trigger=on_request",
                        "--statewave.context-deadline-ms=1000",
                        "--statewave.embedding-provider=litellm",
                        "--statewave.embedding-dimensions=" + FakeModel.DIMENSIONS,
                        "--statewave.litellm-api-base=" + model.url(),
                        "--statewave.litellm-api-key=key",
                        "--statewave.litellm-embedding-model=openai/one",
                        "--statewave.litellm-max-retries=0"));
        api = new Api(system.start());
    }

    @AfterEach
    void stop() {
        system.close();
        model.close();
    }

    @Test
    void slowOrAbsentProvider_costsTheVectorsAndNothingElse() throws Exception {
        api.post(
                "/v1/episodes",
                "{'subject_id':'u','source':'user','type':'message','payload':{'text':'My favorite drink is Earl Grey.'}}");
        api.post("/v1/memories/compile", "{'subject_id':'u'}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(api.get("/v1/memories/search?search_mode=semantic&q=drink&subject_id=u")
                                .at("/memories")
                                .size())
                        .isPositive());

        var whole = ask("which drink");
        assertThat(whole.body().has("partial")).isFalse();

        model.delay(Duration.ofSeconds(20));
        isPartial("what drink, slowly");
        model.close();
        isPartial("what drink, nobody there");
        // By meaning and by words alone, the first finds nothing here.
        assertThat(api.get("/v1/memories/search?q=Which+drink+is+it&subject_id=u")
                        .at("/memories")
                        .size())
                .isPositive();
    }

    @Test
    void databaseThatDoesNotAnswer_isReported() throws Exception {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE memories");
            long start = System.nanoTime();
            var refused = api.post("/v1/context", "{'subject_id':'u','task':'which drink'}");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
            connection.rollback();
        }
    }

    private void isPartial(String task) throws Exception {
        long start = System.nanoTime();
        var context = ask(task);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(DEADLINE);
        assertThat(context.at("/partial").toString()).isEqualTo("[\"vectors\"]");
        assertThat(context.at("/assembled_context").asString()).contains("Earl Grey");
    }

    private Api.Answer ask(String task) throws Exception {
        var context = api.post("/v1/context", "{'subject_id':'u','max_tokens':200,'task':'" + task + "'}");
        assertThat(context.status()).isEqualTo(200);
        return context;
    }
}
