package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    @Test
    void ordinarySettings_areTaken() {
        assertThat(refusals("", "", "")).isEmpty();
        assertThat(refusals(
                        "https://me:secret@example.org:8443/hook?a=b",
                        " episode.created, subject.deleted ,",
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw  whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org/hook",
                "ftp://example.org/",
                "http://exa mple/hook",
                "http:///hook",
                "http://under_score/"
            })
    void addressThatCannotBeCalled_isRefused(String url) {
        assertThat(refusals(url, "", "")).isNotEmpty().allSatisfy(message -> assertThat(message)
                .contains("STATEWAVE_WEBHOOK_URL"));
    }

    @Test
    void unknownEvent_isRefusedWithTheKnownNames() {
        assertThat(refusals("", "episode.created,episode.craeted", ""))
                .singleElement()
                .asString()
                .contains("STATEWAVE_WEBHOOK_EVENTS", "episode.created", "subject.health_improved");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "whsec_c2hvcnQ=", "whsec_%%%", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,x"})
    void unusableSecret_isRefusedWithoutBeingRepeated(String secret) {
        assertThat(refusals("", "", secret))
                .singleElement()
                .asString()
                .contains("STATEWAVE_WEBHOOK_SECRET")
                .doesNotContain(secret);
    }

    private static List<String> refusals(String url, String events, String secret) {
        var settings = new WebhookSettings(url, events, secret, new BigDecimal("5"), BigDecimal.TEN, 4, true, 720);
        return VALIDATOR.validate(settings).stream()
                .map(ConstraintViolation::getMessage)
                .toList();
    }
}
