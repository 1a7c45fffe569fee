package dev.statewave.gateway.keys;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;

/**
 * A key as it is stored.
 *
 * @param tenant null where it is good for any
 * @param rpm its own budget in requests a minute; null for that of the settings
 * @param hash SHA-256 of the secret
 * @param previousHash that of the secret before the last rotation; null where there is none
 * @param previousValidUntil null where the secret before is not valid any more
 * @param rotatedAt null where it never was
 * @param expiresAt null for never
 * @param revokedAt null where it is not
 */
record ApiKey(
        String id,
        String name,
        String tenant,
        Set<Scope> scopes,
        Integer rpm,
        byte[] hash,
        byte[] previousHash,
        Instant previousValidUntil,
        Instant createdAt,
        Instant rotatedAt,
        Instant expiresAt,
        Instant revokedAt) {

    /** Whether somebody who holds the secret with this hash may use it now. */
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
