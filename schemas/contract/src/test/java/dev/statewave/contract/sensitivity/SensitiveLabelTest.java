package dev.statewave.contract.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensitiveLabelTest {

    /** The share of labels suggested that are right, and the share of those to be suggested that are. */
    private static final double LEAST_PRECISION = 0.97;

    private static final double LEAST_RECALL = 0.95;

    private record Example(String label, String text) {}

    @Test
    void labels_areSuggestedForTheTextsThatHaveThem_andForFewTraps() throws IOException {
        int right = 0;
        int wrong = 0;
        int missed = 0;
        var errors = new ArrayList<String>();
        for (Example example : examples()) {
            List<String> expected = example.label().equals("-") ? List.of() : List.of(example.label());
            List<String> found = suggest(example.text());
            right += (int) found.stream().filter(expected::contains).count();
            wrong += (int)
                    found.stream().filter(label -> !expected.contains(label)).count();
            missed += (int)
                    expected.stream().filter(label -> !found.contains(label)).count();
            if (!found.equals(expected)) {
                errors.add("%s, not %s: %s".formatted(found, expected, example.text()));
            }
        }
        assertThat((double) right / (right + wrong))
                .as("precision: %s", errors)
                .isGreaterThanOrEqualTo(LEAST_PRECISION);
        assertThat((double) right / (right + missed)).as("recall: %s", errors).isGreaterThanOrEqualTo(LEAST_RECALL);
    }

    @Test
    void theExamples_areHalfTraps() throws IOException {
        List<Example> examples = examples();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(150);
        assertThat(examples.stream().filter(example -> example.label().equals("-")))
                .hasSizeBetween(examples.size() * 45 / 100, examples.size() * 55 / 100);
    }

    @Test
    void severalLabels_areSorted() {
        assertThat(suggest("Ann (ann@example.com, +49 30 1234567) has asthma"))
                .containsExactly("health.condition", "pii.email", "pii.phone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@",
                "@",
                "\"@",
                "x@y.",
                "1 ",
                "(1",
                "+1",
                "4111 ",
                "1-",
                "sk-",
                "sk-a1",
                "eyJ-",
                "eyJa.",
                "eyJaaaaaaaaaa.",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----a",
                "AKIA",
                "xoxb-",
                "ghp_",
                "DE",
                "DE89",
                "DE89 ",
                "diabetes-free ",
                "great ",
                "type ",
                "l'",
                "0",
                "00 ",
                ". ",
                "call ",
                "\\n",
                "%41"
            })
    void hostileText_isReadInLinearTime(String repeated) {
        String text = repeated.repeat(1_000_000 / repeated.length());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            suggest(text);
            SecretRedaction.redact(text);
        });
    }

    private static List<String> suggest(String text) {
        return SensitiveLabel.suggest(List.of(text), (label, failure) -> {
            throw failure;
        });
    }

    private static List<Example> examples() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/sensitivity/texts.tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", 2))
                .map(fields -> new Example(fields[0], fields[1].replace("~", "")))
                .toList();
    }
}
