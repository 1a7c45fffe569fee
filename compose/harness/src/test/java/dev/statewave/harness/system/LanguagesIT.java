package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Questions find their evidence in the language in which both are written: 60 turns and 13 questions a language, which
 * use other forms of the words than the turns.
 */
class LanguagesIT {

    private static final Path FILE = Path.of("src/test/resources/retrieval/languages.json");
    private static final int FILLERS = 47;
    private static final List<String> CITIES = List.of("Lima", "Oslo", "Accra", "Riga", "Quito", "Perth", "Turin");

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String subject = "language:" + UUID.randomUUID();

    @ParameterizedTest
    @ValueSource(strings = {"de", "es", "fr", "pt", "zh", "ja", "ru", "ar"})
    void evidenceIsFound_within512Tokens_andAmongFiveResults(String language) throws Exception {
        JsonNode items = Json.tree(Files.readString(FILE)).path(language);
        record(items);
        var missed = new ArrayList<String>();
        int found = 0;
        for (JsonNode item : items.path("items")) {
            String question = item.get(1).stringValue();
            String evidence = item.get(2).stringValue();
            var task = Json.object()
                    .put("subject_id", subject)
                    .put("task", question)
                    .put("max_tokens", 512);
            if (!api.send("POST", "/v1/context", task.toString())
                    .at("/assembled_context")
                    .stringValue()
                    .replace(question, "")
                    .contains(evidence)) {
                missed.add("context: " + question);
            }
            String query = URLEncoder.encode(question, StandardCharsets.UTF_8);
            boolean among = api.get("/v1/memories/search?semantic=true&limit=5&subject_id=" + subject + "&q=" + query)
                    .at("/memories")
                    .valueStream()
                    .anyMatch(memory -> memory.path("content").stringValue().contains(evidence));
            if (among) {
                found++;
            } else {
                missed.add("search: " + question);
            }
        }
        int questions = items.path("items").size();
        long inContext = questions
                - missed.stream().filter(miss -> miss.startsWith("context")).count();
        System.out.printf(
                "%s: %d of %d in the context, %d among five results%n", language, inContext, questions, found);
        assertThat((double) inContext / questions).as(missed.toString()).isGreaterThanOrEqualTo(0.9);
        assertThat((double) found / questions).as(missed.toString()).isGreaterThanOrEqualTo(0.75);
    }

    private void record(JsonNode language) throws IOException, InterruptedException {
        var texts = new ArrayList<String>();
        language.path("items").forEach(item -> texts.add(item.get(0).stringValue()));
        JsonNode fillers = language.path("fillers");
        for (int i = 0; i < FILLERS; i++) {
            texts.add(fillers.get(i % fillers.size())
                    .stringValue()
                    .replace("{n}", String.valueOf(i + 1))
                    .replace("{city}", CITIES.get(i % CITIES.size())));
        }
        Collections.shuffle(texts, new Random(7));
        var batch = Json.object();
        var episodes = batch.putArray("episodes");
        for (String text : texts) {
            var episode = episodes.addObject()
                    .put("subject_id", subject)
                    .put("source", "user")
                    .put("type", "message");
            episode.putObject("payload").put("text", text);
        }
        assertThat(api.send("POST", "/v1/episodes/batch", batch.toString()).status())
                .isEqualTo(201);
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject))
                        .status())
                .isEqualTo(200);
    }
}
