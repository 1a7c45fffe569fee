package dev.statewave.context.receipts.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String BODY =
            "{\"receipt_signature_algorithm\":\"hmac-sha256-canonical-v1\",\"receipt_signature_key_id\":\"k\",\"task\":\"ü\"}";

    private final SigningKeys keys = SigningKeys.parse("{\"k\":\"%s\"}".formatted(SECRET));
    private final String signature = keys.find("k").orElseThrow().sign(BODY);

    @Test
    void signature_isTheHmacOfTheBytes() {
        // openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00
        assertThat(SigningKeys.parse("{\"k\":\"%s\"}".formatted(SECRET))
                        .find("k")
                        .orElseThrow()
                        .sign("{\"a\":\"ü\"}"))
                .isEqualTo("0d6ef5b216fc5e86265add372c1509eec78ae54fe816ff8347d985695a147da3");
    }

    @Test
    void right_isOk() {
        assertThat(Verification.of(keys, BODY, signature))
                .isEqualTo(new Verification(true, "k", "hmac-sha256-canonical-v1", "ok"));
    }

    @Test
    void changedBodyOrSignature_isAMismatch() {
        assertThat(Verification.of(keys, BODY.replace("ü", "u"), signature).reason())
                .isEqualTo("signature_mismatch");
        assertThat(Verification.of(keys, BODY, "nonsense").valid()).isFalse();
        assertThat(Verification.of(keys, "no json", signature).reason()).isEqualTo("signature_mismatch");
    }

    @Test
    void whatNobodyCanTell_isNeitherTrueNorFalse() {
        assertThat(Verification.of(keys, BODY, null))
                .isEqualTo(new Verification(null, "k", "hmac-sha256-canonical-v1", "no_signature"));
        assertThat(Verification.of(SigningKeys.parse(""), BODY, signature).reason())
                .isEqualTo("key_unavailable");
        assertThat(Verification.of(keys, BODY.replace("hmac-sha256", "rot13"), signature))
                .isEqualTo(new Verification(null, "k", "rot13-canonical-v1", "unsupported_algorithm"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret!",
                "[]",
                "\"a\"",
                "{\"k\":1}",
                "{\"k\":\"secret!\"}",
                "{\"\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}",
                "{\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\"}"
            })
    void malformedKeys_areRefused_andNotRepeated(String json) {
        assertThatThrownBy(() -> SigningKeys.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void key_tellsNoSecret() {
        assertThat(keys.find("k").orElseThrow()).hasToString("SigningKey[k]");
    }
}
