package dev.statewave.context.receipts.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
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

    @Test
    void ed25519_isVerifiedByWhoeverHasThePublicKey() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var ed25519 = SigningKeys.parse("{\"e\":{\"algorithm\":\"ed25519\",\"private\":\"%s\"}}"
                .formatted(Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())));
        String body = "{\"receipt_signature_algorithm\":\"ed25519-canonical-v1\",\"receipt_signature_key_id\":\"e\"}";

        String signed = ed25519.find("e").orElseThrow().sign(body);

        var outside = Signature.getInstance("Ed25519");
        outside.initVerify(pair.getPublic());
        outside.update(body.getBytes(StandardCharsets.UTF_8));
        assertThat(outside.verify(HexFormat.of().parseHex(signed))).isTrue();
        assertThat(Verification.of(ed25519, body, signed).reason()).isEqualTo("ok");
        assertThat(Verification.of(ed25519, body + " ", signed).reason()).isEqualTo("signature_mismatch");
        // The same id, and now a key of another algorithm.
        var replaced = SigningKeys.parse("{\"e\":\"%s\"}".formatted(SECRET));
        assertThat(Verification.of(replaced, body, signed).reason()).isEqualTo("key_unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret!",
                "[]",
                "\"a\"",
                "{\"k\":1}",
                "{\"k\":{}}",
                "{\"k\":{\"algorithm\":\"rsa\",\"private\":\"AAAA\"}}",
                "{\"k\":{\"algorithm\":\"ed25519\",\"private\":\"AAAA\"}}",
                "{\"k\":{\"algorithm\":\"ed25519\"}}",
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
        assertThat(keys.find("k").orElseThrow()).hasToString("HmacKey[k]");
    }
}
