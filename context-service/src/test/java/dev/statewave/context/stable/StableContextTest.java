package dev.statewave.context.stable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.Fill;
import dev.statewave.context.Layout;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextOptions;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableContextTest {

    private static final int TURNS = 50;
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final TokenCounter TOKENS = new TokenCounter("cl100k_base");

    private final Random random = new Random(11);
    private final List<StableSources.Turn> episodes = new ArrayList<>();
    private final List<MemoryBody> facts = new ArrayList<>();
    private final List<MemoryBody> summaries = new ArrayList<>();

    /** Whatever is asked, whatever the ranker prefers, and while facts are compiled some turns later. */
    @ParameterizedTest
    @CsvSource({
        "0, 256",
        "0, 400",
        "0, 512",
        "0, 800",
        "0, 1000",
        "0, 2000",
        "0, 4000",
        "40, 300",
        "40, 1000",
        "200, 512",
        "200, 1000",
        "200, 4000",
        "1000, 2000"
    })
    void dialogue_sharesTheFirstHalfOfItsBytesFromCallToCall(int before, int budget) {
        for (int i = 0; i < before; i++) {
            record();
        }
        int shared = 0;
        byte[] last = {};
        for (int i = 0; i < TURNS; i++) {
            record();
            ContextBody context = ask("What about w" + random.nextInt(200) + "?", budget);
            byte[] bytes = context.assembledContext().getBytes(StandardCharsets.UTF_8);
            int half = (bytes.length + 1) / 2;
            if (last.length >= half && Arrays.equals(bytes, 0, half, last, 0, half)) {
                shared++;
            }
            last = bytes;
            assertThat(context.tokenEstimate()).isLessThanOrEqualTo(budget);
        }

        assertThat(shared).isGreaterThanOrEqualTo(TURNS * 9 / 10);
    }

    @Test
    void parts_standFromTheMostStableToTheMostVolatile() {
        for (int i = 0; i < 30; i++) {
            record();
        }

        ContextBody context = ask("What now?", 4_000);

        // The anchor stands after turn 24; the facts of 24 and later were compiled after it.
        assertThat(context.assembledContext())
                .startsWith("## About this user\n- fact of 4 ")
                .containsSubsequence(
                        "- fact of 20 ",
                        "\n\n## Recent interactions\n### 1 March 2026\n- [chat/message] turn 1 ",
                        "- [chat/message] turn 30 ",
                        "\n\n## For this task\n- fact of 2",
                        "\n\n## Task\nWhat now?\n");
        assertThat(context.provenance().episodeIds()).hasSize(30);
        assertThat(context.provenance().factIds()).hasSize(7);
        assertThat(context.tokenEstimate()).isEqualTo(TOKENS.count(context.assembledContext()));
    }

    @Test
    void emptySubject_isTheTaskAlone() {
        assertThat(ask("What now?", 100).assembledContext()).isEqualTo("## Task\nWhat now?\n");
    }

    @Test
    void taskThatIsLongerThanTheBudget_isCut() {
        record();

        assertThat(ask("word ".repeat(300), 50).tokenEstimate()).isEqualTo(50);
    }

    /** Every fourth turn is compiled to a fact, two turns later. */
    private void record() {
        int number = episodes.size() + 1;
        Instant at = START.plusSeconds(60L * number);
        episodes.add(new StableSources.Turn(
                new EpisodeBody(
                        id("episode " + number),
                        "s",
                        "chat",
                        "message",
                        Json.object().put("text", sentence("turn " + number)),
                        Json.object(),
                        Json.object(),
                        null,
                        at,
                        at),
                1,
                ZoneOffset.UTC));
        if (number > 2) {
            int source = number - 2;
            summaries.add(memory("episode_summary", sentence("summary of " + source), source, at));
            if (source % 4 == 0) {
                facts.add(memory("profile_fact", sentence("fact of " + source), source, at));
            }
        }
    }

    private ContextBody ask(String task, int budget) {
        var ranked = new ArrayList<RankedPassage>();
        summaries.reversed().stream().limit(100).forEach(memory -> ranked.add(ranked(memory)));
        facts.reversed().stream().limit(50).forEach(memory -> ranked.add(ranked(memory)));
        Collections.shuffle(ranked, random);
        var newest = new ArrayList<StableSources.Turn>();
        for (StableSources.Turn turn : episodes.reversed()) {
            newest.add(new StableSources.Turn(turn.episode(), newest.size() + 1, turn.offset()));
        }
        return StableContext.of(
                new ContextRequest(
                        "s", null, task, null, budget, new ContextOptions(Layout.STABLE, Fill.BUDGET, false)),
                TOKENS,
                ranked,
                new StableSources(
                        facts.reversed(), List.of(), newest.subList(0, Math.min(160, newest.size())), episodes.size()));
    }

    private static RankedPassage ranked(MemoryBody memory) {
        return new RankedPassage(
                new Passage(new Passage.Source.OfMemory(memory), null, memory.validFrom(), 1, 0.0, 0, ""), 1);
    }

    private static MemoryBody memory(String kind, String text, int source, Instant at) {
        return new MemoryBody(
                id(kind + source),
                "s",
                kind,
                text,
                text,
                1,
                at,
                null,
                List.of(id("episode " + source)),
                Json.object(),
                "active",
                List.of(),
                at,
                at,
                null);
    }

    private static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private String sentence(String beginning) {
        var sentence = new StringBuilder(beginning);
        for (int i = 0; i < 6 + random.nextInt(16); i++) {
            sentence.append(" w").append(random.nextInt(200));
        }
        return sentence.append('.').toString();
    }
}
