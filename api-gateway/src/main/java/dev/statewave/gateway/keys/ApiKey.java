package dev.statewave.gateway.keys;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored.
 *
 * @param tenant null if it is valid for all tenants
 * @param rpm its own budget in requests a minute; null for the configured one
 * @param hash SHA-256 of the secret
 * @param previousHash that of the secret before the last rotation; null if it was never rotated
 * @param previousValidUntil until when the previous secret is accepted; null if it is not
 * @param rotatedAt null if it was never rotated
 * @param expiresAt null for never
 * @param revokedAt null if it is not revoked
 */
record ApiKey(
        String id,
        String name,
        @Nullable String tenant,
        Set<Scope> scopes,
        @Nullable Integer rpm,
        byte[] hash,
        byte @Nullable [] previousHash,
        @Nullable Instant previousValidUntil,
        Instant createdAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {

    /** Whether the secret with this hash is valid now. */
    boolean accepts(byte[] given, Instant now) {
        if (revokedAt != null || expiresAt != null && !now.isBefore(expiresAt)) {
            return false;
        }
        return MessageDigest.isEqual(hash, given)
                || previousHash != null
                        && previousValidUntil != null
                        && now.isBefore(previousValidUntil)
                        && MessageDigest.isEqual(previousHash, given);
    }
}
