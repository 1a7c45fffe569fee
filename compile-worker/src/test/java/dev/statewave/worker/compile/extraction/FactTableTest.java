package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.claims.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How many of the claims are right that the compiler reads from sentences of people, and how many it finds. */
class FactTableTest {

    private static final double PRECISION = 0.98;
    private static final double RECALL = 0.85;
    private static final String HEADING = "## ";

    /** @param kind the heading under which it stands */
    private record Row(String kind, String text, List<String> expected) {}

    /**
     * @param right claims that were expected and made
     * @param misses what went wrong in which text
     */
    private record Score(int right, int made, int expected, List<String> misses) {

        double precision() {
            return made == 0 ? 1 : (double) right / made;
        }

        double recall() {
            return expected == 0 ? 1 : (double) right / expected;
        }

        void print(String name) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: precision %.3f (%d of %d), recall %.3f (%d of %d)%n",
                    name,
                    precision(),
                    right,
                    made,
                    recall(),
                    right,
                    expected);
            misses.forEach(System.out::println);
        }
    }

    @Test
    void claims_areRightAndFound() throws IOException {
        Score score = score("/facts/sentences.txt");
        score.print("sentences");

        assertThat(score.precision()).as("precision").isGreaterThanOrEqualTo(PRECISION);
        assertThat(score.recall()).as("recall").isGreaterThanOrEqualTo(RECALL);
    }

    /** These were never tuned for, so they say more about the sentences of other people. */
    @Test
    void claims_areRightInSentencesThatNothingWasTunedFor() throws IOException {
        Score score = score("/facts/held-out.txt");
        score.print("held out");

        assertThat(score.precision()).as("precision").isGreaterThanOrEqualTo(PRECISION);
        assertThat(score.recall()).as("recall").isGreaterThanOrEqualTo(RECALL);
    }

    /** What is not stated is no fact, whether it would make a claim or not. */
    @Test
    void whatIsNotStated_isNoFact() throws IOException {
        List<Row> unstated = rows("/facts/sentences.txt").stream()
                .filter(row -> row.expected().isEmpty())
                .filter(row -> row.kind().startsWith("not stated") || row.kind().equals("code"))
                .toList();

        assertThat(unstated).hasSizeGreaterThan(60);
        assertThat(unstated)
                .filteredOn(row -> !facts(row.text()).isEmpty())
                .extracting(Row::text)
                .isEmpty();
    }

    private static Score score(String resource) throws IOException {
        int right = 0;
        int made = 0;
        int expected = 0;
        var misses = new ArrayList<String>();
        for (Row row : rows(resource)) {
            List<String> found = claims(row.text());
            var both = new ArrayList<>(row.expected());
            both.retainAll(found);
            right += both.size();
            made += found.size();
            expected += row.expected().size();
            if (!found.equals(row.expected())) {
                misses.add("  " + row.text().replace("\n", "\\n") + " => " + found + ", expected " + row.expected());
            }
        }
        return new Score(right, made, expected, misses);
    }

    private static List<Row> rows(String resource) throws IOException {
        try (InputStream in = FactTableTest.class.getResourceAsStream(resource)) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            var rows = new ArrayList<Row>();
            String kind = "";
            for (String line : all.lines().toList()) {
                if (line.startsWith(HEADING)) {
                    kind = line.substring(HEADING.length());
                } else if (!line.startsWith("# ") && line.contains(" => ")) {
                    rows.add(row(kind, line));
                }
            }
            return rows;
        }
    }

    private static Row row(String kind, String line) {
        String[] sides = line.split(" => ", 2);
        List<String> expected = sides[1].equals("-")
                ? List.of()
                : Arrays.stream(sides[1].split("; ")).sorted().toList();
        return new Row(kind, sides[0].replace("\\n", "\n").replace("\\u0303", "\u0303"), expected);
    }

    private static List<String> claims(String text) {
        return facts(text).stream()
                .map(MemoryDraft::claim)
                .filter(Objects::nonNull)
                .map(FactTableTest::written)
                .sorted()
                .toList();
    }

    private static List<MemoryDraft> facts(String text) {
        var episode = new PendingEpisode(
                UUID.randomUUID(), "chat", Json.object().put("text", text), Instant.EPOCH, Instant.EPOCH, 0);
        return new HeuristicCompiler()
                .compile(new SubjectKey("", "user:1"), List.of(episode)).memories().stream()
                        .filter(memory -> memory.kind() == MemoryKind.PROFILE_FACT)
                        .toList();
    }

    private static String written(Claim claim) {
        return claim.key().name().toLowerCase(Locale.ROOT)
                + (claim.negated() ? "=!" : "=")
                + claim.value()
                + (claim.scope().equals(Claim.USER) ? "" : "/" + claim.scope());
    }
}
