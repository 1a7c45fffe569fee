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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A subject that grows so large that it is found by an index. Large begins at 150 memories here. */
class LargeSubjectIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String SUBJECT = "team:large";
    private static final List<String> THINGS =
            List.of("kettle", "ladder", "violin", "anchor", "candle", "hammer", "mirror", "basket");
    private static final List<String> PLACES = List.of("cellar", "garage", "attic", "kitchen", "garden");

    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "large");
        system = LocalSystem.apart(
                home, List.of("--statewave.large-subject-memories=150", "--statewave.compile-quiet-ms=200"));
        api = new Api(system.start());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void largeSubject_answersAsBefore_followsWhatIsWritten_andIsErasedWhole() throws Exception {
        record(0, 100);
        await().atMost(SOON).until(() -> vectors() == 100);
        List<String> scanned = found("Where is the old violin from Trieste?");
        assertThat(context("Where is the old violin from Trieste?")).contains("violin number 2 from Trieste");
        assertThat(number("SELECT count(*) FROM large_subjects")).isZero();

        record(100, 100);
        await().atMost(SOON)
                .until(() -> number("SELECT count(*) FROM large_subjects WHERE ready_at IS NOT NULL") == 1
                        && vectors() == 200);
        // Readers look every five seconds.
        Thread.sleep(6_000);

        // Neither its nearest memories nor its words are lost in the index, and the answer repeats.
        assertThat(found("Where is the old violin from Trieste?").getFirst()).isEqualTo(scanned.getFirst());
        for (int thing : new int[] {2, 51, 130, 199}) {
            assertThat(context("Where is the " + thing(thing) + " number " + thing + "?"))
                    .contains(text(thing));
        }
        assertThat(context("What about the violin?")).isEqualTo(context("What about the violin?"));

        api.post(
                "/v1/episodes",
                ("{'subject_id':'%s','source':'it','type':'message',"
                                + "'payload':{'text':'The zeppelin hangs in the hangar.'}}")
                        .formatted(SUBJECT));
        await().atMost(SOON)
                .until(() -> number("SELECT count(*) FROM large_memories") == 201
                        && context("Where does the zeppelin hang?").contains("hangar"));
        assertThat(found("zeppelin in the hangar").getFirst()).contains("zeppelin");

        assertThat(api.delete("/v1/subjects/" + URLEncoder.encode(SUBJECT, StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        assertThat(number("SELECT (SELECT count(*) FROM large_memories) + (SELECT count(*) FROM large_subjects)"))
                .isZero();
        assertThat(context("Where is the violin?")).isEqualTo("## Task\nWhere is the violin?\n");
    }

    private static String thing(int number) {
        return THINGS.get(number % THINGS.size());
    }

    private static String text(int number) {
        // So different that none is taken for a repeat of another.
        return "The %s number %d from %s stands in the %s, shelf s%d, box b%d."
                .formatted(
                        thing(number),
                        number,
                        number == 2 ? "Trieste" : "Graz",
                        PLACES.get(number % PLACES.size()),
                        number,
                        number);
    }

    private void record(int from, int count) throws Exception {
        String episodes = IntStream.range(from, from + count)
                .mapToObj(number ->
                        "{'subject_id':'%s','source':'it','type':'message','session_id':'s%d','payload':{'text':'%s'}}"
                                .formatted(SUBJECT, number / 10, text(number)))
                .collect(Collectors.joining(","));
        assertThat(api.post("/v1/episodes/batch", "{'episodes':[" + episodes + "]}")
                        .status())
                .isEqualTo(201);
    }

    private String context(String task) throws Exception {
        return api.post("/v1/context", "{'subject_id':'%s','task':'%s','max_tokens':600}".formatted(SUBJECT, task))
                .at("/assembled_context")
                .asString();
    }

    private List<String> found(String question) throws Exception {
        return api.get("/v1/memories/search?semantic=true&limit=5&subject_id=" + SUBJECT + "&q="
                        + URLEncoder.encode(question, StandardCharsets.UTF_8))
                .at("/memories")
                .valueStream()
                .map((JsonNode memory) -> memory.at("/content").asString())
                .toList();
    }

    private long vectors() throws SQLException {
        return number("SELECT count(*) FROM memory_embeddings");
    }

    private long number(String sql) throws SQLException {
        DatabaseUrl database = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(database.jdbc(), database.user(), database.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
