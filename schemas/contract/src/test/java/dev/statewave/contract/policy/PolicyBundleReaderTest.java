package dev.statewave.contract.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyBundleReaderTest {

    private static final String YAML = """
            version: 1
            metadata: {owner: "security", reviewed: 2026-01-02}
            rules:
              - id: no-pii
                description: Marketing sees no personal data.
                when:
                  memory_has_any_label: [pii.email, PII.Phone ]
                  caller_type_in: [marketing, sales]
                action: deny
            """;

    @Test
    void sameRules_haveTheSameHash_inWhateverLayout() {
        String layout = """
                # a comment
                rules:
                - action: "deny"
                  when: {caller_type_in: ['sales', marketing, sales], memory_has_any_label: ["pii.phone", pii.email]}
                  description: >-
                    Marketing sees
                    no personal data.
                  id: no-pii
                metadata:
                  reviewed: 2026-01-02
                  owner: security
                version: 1
                """;
        String json = """
                {"version": 1, "metadata": {"reviewed": "2026-01-02", "owner": "security"}, "rules": [{"id": "no-pii",
                \t"description": "Marketing sees no personal data.", "action": "deny", "when": {
                \t\t"caller_type_in": ["marketing", "sales"], "memory_has_any_label": ["pii.email", "pii.phone"]}}]}""";

        String hash = PolicyBundleReader.read(YAML).hash();

        assertThat(hash).matches("[0-9a-f]{64}");
        assertThat(PolicyBundleReader.read(layout).hash()).isEqualTo(hash);
        assertThat(PolicyBundleReader.read(json).hash()).isEqualTo(hash);
    }

    @Test
    void otherRules_haveAnotherHash() {
        String hash = PolicyBundleReader.read(YAML).hash();

        assertThat(PolicyBundleReader.read(YAML.replace("deny", "redact")).hash())
                .isNotEqualTo(hash);
        assertThat(PolicyBundleReader.read(YAML.replace("sales", "sale")).hash())
                .isNotEqualTo(hash);
        assertThat(PolicyBundleReader.read(YAML.replace("security", "legal")).hash())
                .isNotEqualTo(hash);
        assertThat(PolicyBundleReader.read(YAML.replace("caller_type_in", "caller_type_not_in"))
                        .hash())
                .isNotEqualTo(hash);
    }

    @Test
    void orderOfRules_counts() {
        String rules = "version: 1\nrules:\n- {id: %s, when: {caller_id: x}, action: deny}\n"
                + "- {id: %s, when: {caller_id: x}, action: deny}\n";

        assertThat(PolicyBundleReader.read(rules.formatted("a", "b")).hash())
                .isNotEqualTo(PolicyBundleReader.read(rules.formatted("b", "a")).hash());
    }

    @Test
    void wordsThatYamlTakesForOtherThings_areLabels() {
        var bundle = PolicyBundleReader.read("version: 1\nrules:\n"
                + "- {id: no, when: {memory_has_any_label: [no, off, 2026-01-02, 1:2:3]}, action: deny}");

        assertThat(bundle.rules().getFirst().id()).isEqualTo("no");
        assertThat(bundle.rules().getFirst().when().anyLabel())
                .containsExactlyInAnyOrder("no", "off", "2026-01-02", "1:2:3");
    }

    @Test
    void aliases_areFollowed() {
        var bundle = PolicyBundleReader.read("version: 1\nrules:\n"
                + "- {id: a, when: {memory_has_any_label: &pii [x, y]}, action: deny}\n"
                + "- {id: b, when: {memory_has_all_labels: *pii}, action: redact}");

        assertThat(bundle.rules().getLast().when().allLabels()).containsExactlyInAnyOrder("x", "y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "version: 2|version has to be the number 1.",
                "rules: []|version has to be the number 1.",
                "version: '1'|version has to be the number 1.",
                "version: 1|rules has to be a list of rules.",
                "version: 1\\nrules: {}|rules has to be a list of rules.",
                "version: 1\\nrules: []\\nrule: []|The bundle: rule: is not known; known are metadata, rules, version.",
                "version: 1\\nmetadata: x\\nrules: []|metadata has to be a map.",
                "version: 1\\nrules: [x]|rules[0] has to be a map with id, when and action.",
                "version: 1\\nrules: [{id: a, when: {}, action: deny}]|rules[0] (a): when: has to be a map with at least one of",
                "version: 1\\nrules: [{id: a, action: deny}]|rules[0] (a): when: has to be a map",
                "version: 1\\nrules: [{id: a, when: {caller_id: x}, action: allow}]|rules[0] (a): action: has to be deny or redact.",
                "version: 1\\nrules: [{id: a, when: {caller_id: x}}]|rules[0] (a): action: has to be deny or redact.",
                "version: 1\\nrules: [{when: {caller_id: x}, action: deny}]|rules[0]: id: has to be a text",
                "version: 1\\nrules: [{id: 7, when: {caller_id: x}, action: deny}]|rules[0]: id: has to be a text",
                "version: 1\\nrules: [{id: a, when: {caller_name: x}, action: deny}]|rules[0] (a): when: caller_name: is not known",
                "version: 1\\nrules: [{id: a, when: {caller_type: [x]}, action: deny}]|rules[0] (a): when.caller_type: has to be a text",
                "version: 1\\nrules: [{id: a, when: {caller_type: null}, action: deny}]|rules[0] (a): when.caller_type: has to be a text",
                "version: 1\\nrules: [{id: a, when: {memory_has_any_label: []}, action: deny}]|rules[0] (a): when.memory_has_any_label: has to be a list",
                "version: 1\\nrules: [{id: a, when: {memory_has_any_label: pii}, action: deny}]|rules[0] (a): when.memory_has_any_label: has to be a list",
                "version: 1\\nrules: [{id: a, when: {memory_has_all_labels: [1]}, action: deny}]|rules[0] (a): when.memory_has_all_labels[0]: has to be a text",
                "version: 1\\nrules: [{id: a, when: {caller_id: x}, action: deny}, {id: a, when: {caller_id: y}, action: deny}]|rules[1] (a): id: another rule has the same id.",
                "version: 1\\nversion: 1\\nrules: []|The key version stands there twice (line 2, column 1).",
                "{\"version\": 1, \"version\": 1, \"rules\": []}|The key version stands there twice",
                "version: 1\\nrules: [|Not readable as YAML",
                "--- 1\\n--- 2|Not readable as YAML",
                "[]|The bundle has to be a map",
                "~|The bundle has to be a map",
                "version: 1\\nrules: []\\n<<: {metadata: {}}|The bundle: <<: is not known",
                "version: 1\\n? {a: b}\\n: c|A key has to be a text (line 2",
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['http://localhost']]]]|Global tag is not allowed",
                "version: !!int '1'|The tag tag:yaml.org,2002:int is not supported",
                "version: 1\\nrules: *none|Not readable as YAML: found undefined alias none"
            })
    void whatIsWrong_isNamed(String text, String message) {
        assertThatThrownBy(() -> PolicyBundleReader.read(text.replace("\\n", "\n")))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "# nothing", "\n\n", "---", "\u0000", "\ud83d", "%YAML 9.9\n---\n{}", "\ufeff"})
    void whatIsNoBundle_isRefused(String text) {
        assertThatThrownBy(() -> PolicyBundleReader.read(text)).isInstanceOf(InvalidPolicyException.class);
    }

    @Test
    void hostileInput_endsSoonWithAnError() {
        var laughs = new StringBuilder("version: 1\nmetadata:\n  a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        IntStream.range(1, 12).forEach(i -> laughs.append("  a%d: &a%d [".formatted(i, i))
                .append(("*a%d,".formatted(i - 1)).repeat(9))
                .append("x]\n"));
        laughs.append("rules: []");
        refused(laughs.toString(), "values");
        refused("&a [*a]", "nested");
        refused("version: 1\nrules: []\nmetadata: &a {b: *a}", "nested");
        refused("[".repeat(100_000), "Not readable");
        refused("{\"a\":".repeat(40_000), "Not readable");
        refused("version: 1\nrules: []\nmetadata: {a: " + "[".repeat(33) + "]".repeat(33) + "}", "");
        refused("- ".repeat(100_000), "Not readable");
        refused("a: ".repeat(50_000), "Not readable");
        refused("x".repeat(PolicyBundleReader.MAX_CHARS + 1), "characters");
        refused("1" + ":1".repeat(100_000), "has to be a map");
        refused("version: " + "9".repeat(200_000), "version has to be");
        refused("version: 1e999999999\nrules: []", "version has to be");
        refused("{\"version\": 1e999999999, \"rules\": []}", "version has to be");
        refused(
                "version: 1\nrules:\n" + "- {id: a, when: {caller_id: x}, action: deny}\n".repeat(501),
                "more than 500");
        refused("? ".repeat(60_000), "Not readable");
        refused("&x ".repeat(60_000), "Not readable");
    }

    private static void refused(String text, String message) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThatThrownBy(() -> PolicyBundleReader.read(text))
                        .isInstanceOf(InvalidPolicyException.class)
                        .hasMessageContaining(message)
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000)));
    }
}
