package dev.statewave.webhooks.sending;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/** An asymmetric key of the specification: the receiver needs its public half only, and cannot forge with that. */
public final class Ed25519SigningKey implements SigningKey {

    static final String PREFIX = "whsk_";

    private static final int SEED_BYTES = 32;
    private static final int KEY_BYTES = 64;

    private final PrivateKey key;

    private Ed25519SigningKey(PrivateKey key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException if it is not {@code whsk_} and the base64 of seed and public key, 64 bytes */
    static Ed25519SigningKey parse(String text) {
        byte[] bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("a private key has %d bytes".formatted(KEY_BYTES));
        }
        try {
            var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(bytes, SEED_BYTES));
            return new Ed25519SigningKey(KeyFactory.getInstance("Ed25519").generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a private key", e);
        }
    }

    @Override
    public String sign(String id, long timestamp, byte[] body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            signature.update(body);
            return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}
