package dev.statewave.webhooks.sending;

/**
 * Signs deliveries as the Standard Webhooks specification 1.0.0 says: over id, timestamp and body, joined by full
 * stops.
 */
public sealed interface SigningKey permits SigningSecret, Ed25519SigningKey {

    /**
     * @param timestamp of this attempt, seconds since the epoch
     * @return one entry of the header {@code webhook-signature}
     */
    String sign(String id, long timestamp, byte[] body);

    /**
     * @param text {@code whsec_} for HMAC-SHA256 or {@code whsk_} for Ed25519
     * @throws IllegalArgumentException if it is neither
     */
    static SigningKey parse(String text) {
        return text.startsWith(Ed25519SigningKey.PREFIX) ? Ed25519SigningKey.parse(text) : SigningSecret.parse(text);
    }
}
