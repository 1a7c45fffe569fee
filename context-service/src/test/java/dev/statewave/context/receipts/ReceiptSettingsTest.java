package dev.statewave.context.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ReceiptSettingsTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

    @Test
    void defaults_areTheDocumentedOnes() {
        assertThat(bind(Map.of())).isEqualTo(new ReceiptSettings(false, "", "", ""));
    }

    @Test
    void keys_areRead_andNotShown() {
        ReceiptSettings settings = bind(Map.of("statewave.receipt-signing-keys", "{\"k\":\"%s\"}".formatted(SECRET)));

        assertThat(settings.keys().find("k")).isPresent();
        assertThat(settings.keys().find("other")).isEmpty();
        assertThat(settings.toString()).doesNotContain(SECRET);
        assertThat(complaints(settings)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"key", "{\"k\":\"c2hvcnQ=\"}", "[1]"})
    void malformedKeys_areRefused_withTheMend(String keys) {
        assertThat(complaints(bind(Map.of("statewave.receipt-signing-keys", keys))))
                .contains("STATEWAVE_RECEIPT_SIGNING_KEYS must be")
                .contains("openssl rand -base64 32")
                .doesNotContain("c2hvcnQ");
    }

    @Test
    void keyOfTheSetting_hasToBeThere() {
        assertThat(complaints(bind(Map.of("statewave.receipt-signing-key-id", "k"))))
                .contains("STATEWAVE_RECEIPT_SIGNING_KEY_ID must name one");
        assertThat(complaints(bind(Map.of(
                        "statewave.receipt-signing-key-id",
                        "k",
                        "statewave.receipt-signing-keys",
                        "{\"k\":\"%s\"}".formatted(SECRET)))))
                .isEmpty();
    }

    private static ReceiptSettings bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("statewave", ReceiptSettings.class);
    }

    private static String complaints(ReceiptSettings settings) {
        try (var validators = Validation.buildDefaultValidatorFactory()) {
            return String.join(
                    "\n",
                    validators.getValidator().validate(settings).stream()
                            .map(ConstraintViolation::getMessage)
                            .toList());
        }
    }
}
