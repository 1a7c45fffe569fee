package dev.statewave.contract.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

    @ParameterizedTest
    @CsvSource({
        "max_body_bytes, 1024, true",
        "max_body_bytes, 1023, false",
        "max_body_bytes, 1e4, false",
        "max_body_bytes, +2048, false",
        "max_body_bytes, 99999999999999999999999, false",
        "compile_quiet_ms, 2147483648, false",
        "litellm_temperature, 0.5, true",
        "litellm_temperature, 2.1, false",
        "litellm_temperature, 1e999999999, false",
        "ranking, hybrid, true",
        "ranking, Hybrid, false",
        "require_tenant, true, true",
        "require_tenant, yes, false"
    })
    void values_areTakenWithinTheirBoundsOnly(String key, String value, boolean taken) {
        assertThat(setting(key).objection(value) == null).isEqualTo(taken);
    }

    @Test
    void secrets_areShownWithTheirEndOnly_andShortOnesNotAtAll() {
        assertThat(setting("api_key").shown("a-long-enough-key").asString()).isEqualTo("••••••••key");
        assertThat(setting("api_key").shown("short").asString()).isEqualTo("••••••••");
        assertThat(setting("api_key").shown("").isNull()).isTrue();
        String hook = "https://hooks.slack.com/services/" + "T00000000/B12345678/aBcDeFgHiJkLmNoPqRsTuVwX";
        assertThat(setting("webhook_url").shown(hook).asString()).isEqualTo("[REDACTED secret.token]");
    }

    @Test
    void values_areShownByTheirKind() {
        assertThat(setting("max_body_bytes").shown("2048").isInt()).isTrue();
        assertThat(setting("require_tenant").shown("on").booleanValue()).isTrue();
        assertThat(setting("cors_origins").shown("[\"*\"]").isArray()).isTrue();
        assertThat(setting("ranking").shown("hybrid").asString()).isEqualTo("hybrid");
    }

    @Test
    void whatIsNeededToStartOrToGetIn_cannotBeStored() {
        assertThat(Setting.ALL).filteredOn(Setting::secret).noneMatch(Setting::editable);
        for (String key : new String[] {"database_url", "kafka_partitions", "issued_keys", "compiler_type", "port"}) {
            assertThat(setting(key).editable()).as(key).isFalse();
        }
    }

    private static Setting setting(String key) {
        return Setting.find(key).orElseThrow();
    }
}
