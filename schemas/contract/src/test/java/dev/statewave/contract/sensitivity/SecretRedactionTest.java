package dev.statewave.contract.sensitivity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SecretRedactionTest {

    // In parts, so that scanners of repositories do not take it for a real one.
    private static final String TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String OTHER = "AKIA" + "IOSFODNN7EXAMPLE";

    @Test
    void eachSecret_isReplacedByTheMark_andTheRestStays() {
        assertThat(SecretRedaction.redact("use %s, or %s.".formatted(TOKEN, OTHER)))
                .isEqualTo("use [REDACTED secret.token], or [REDACTED secret.token].");
    }

    @Test
    void aPrivateKey_isReplacedWhole() {
        String key = "-----BEGIN " + "EC PRIVATE KEY-----\n"
                + "MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6\n".repeat(3) + "-----END " + "EC PRIVATE KEY-----";

        assertThat(SecretRedaction.redact("a\n" + key + "\nb")).isEqualTo("a\n[REDACTED secret.token]\nb");
        assertThat(SecretRedaction.redact(key.replace("\n", "\\n"))).isEqualTo("[REDACTED secret.token]");
    }

    @Test
    void whatIsRedacted_staysEqualWhenItIsRedactedAgain() {
        String once = SecretRedaction.redact("x " + TOKEN);

        assertThat(SecretRedaction.redact(once)).isEqualTo(once);
    }

    @Test
    void json_isRedactedInValuesNamesAndDepth() {
        JsonNode json = Json.tree("""
                {"a": "%1$s", "b": [1, {"c": "key=%2$s"}], "%1$s": true, "%2$s": null, "d": 1.50}""".formatted(TOKEN, OTHER));

        JsonNode redacted = SecretRedaction.redact(json);

        assertThat(redacted.toString()).doesNotContain(TOKEN).doesNotContain(OTHER);
        assertThat(redacted).isEqualTo(Json.tree("""
                {"a": "[REDACTED secret.token]", "b": [1, {"c": "key=[REDACTED secret.token]"}],
                 "[REDACTED secret.token]": true, "[REDACTED secret.token] 2": null, "d": 1.50}"""));
    }

    @Test
    void jsonWithoutSecrets_isNotCopied() {
        JsonNode json = Json.tree("{\"a\": [\"b\", {\"c\": \"d\"}]}");

        assertThat(SecretRedaction.redact(json)).isSameAs(json);
    }

    /**
     * Prints what a megabyte costs, and asserts nothing about it: how fast a machine is, is no property of the code.
     */
    @Test
    void redaction_leavesLongProseAlone() {
        String prose = "The customer asked whether the invoice of last week was paid, and we said yes. ".repeat(13_000);
        for (int i = 0; i < 5; i++) {
            assertThat(SecretRedaction.redact(prose)).isSameAs(prose);
        }
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 10; i++) {
            SecretRedaction.redact(prose);
        }
        long nanos = (threads.getCurrentThreadCpuTime() - before) / 10;
        System.out.printf("Redaction: %.2f ms of processor time for %.2f MB%n", nanos / 1e6, prose.length() / 1e6);
    }
}
