package dev.statewave.ingest.webhooks;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A key that signs deliveries, as the Standard Webhooks specification writes them.
 *
 * @param key {@code whsec_} or {@code whsk_}
 * @param publicKey {@code whpk_}; null for a symmetric key
 */
record EndpointSecret(String key, @Nullable String publicKey) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SYMMETRIC = "whsec_";
    private static final int SECRET_BYTES = 32;
    /** The encoded forms of the platform end with the bare keys. */
    private static final int KEY_BYTES = 32;

    static EndpointSecret symmetric() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return new EndpointSecret(SYMMETRIC + base64(secret), null);
    }

    static EndpointSecret asymmetric() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = end(pair.getPrivate().getEncoded());
            byte[] known = end(pair.getPublic().getEncoded());
            byte[] both = Arrays.copyOf(seed, 2 * KEY_BYTES);
            System.arraycopy(known, 0, both, KEY_BYTES, KEY_BYTES);
            return new EndpointSecret("whsk_" + base64(both), "whpk_" + base64(known));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    /** Null unless it is {@code whsec_} and the base64 of 24 to 64 bytes. */
    static @Nullable EndpointSecret parse(String text) {
        if (!text.startsWith(SYMMETRIC)) {
            return null;
        }
        try {
            int bytes = Base64.getDecoder().decode(text.substring(SYMMETRIC.length())).length;
            return bytes < 24 || bytes > 64 ? null : new EndpointSecret(text, null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    ObjectNode stored(Instant now) {
        ObjectNode stored = Json.object().put("key", key).put("created_at", WireTime.format(now));
        return publicKey == null ? stored : stored.put("public_key", publicKey);
    }

    /** What is shown once. Of a pair nobody but the dispatcher needs the private half. */
    String shown() {
        return publicKey == null ? key : publicKey;
    }

    private static byte[] end(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "***";
    }
}
