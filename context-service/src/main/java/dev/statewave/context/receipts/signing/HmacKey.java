package dev.statewave.context.receipts.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by HMAC-SHA256. Only who has the secret can verify. */
final class HmacKey implements SigningKey {

    static final String ALGORITHM = "hmac-sha256-canonical-v1";

    /** In bytes. */
    static final int SHORTEST = 32;

    private static final String MAC = "HmacSHA256";

    private final String id;
    private final SecretKeySpec secret;

    /** @throws IllegalArgumentException where the secret is shorter than {@link #SHORTEST} bytes */
    HmacKey(String id, byte[] secret) {
        if (secret.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "the key %s has %d bytes and needs %d".formatted(id, secret.length, SHORTEST));
        }
        this.id = id;
        this.secret = new SecretKeySpec(secret, MAC);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    @Override
    public String sign(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "HmacKey[" + id + "]";
    }
}
