package dev.statewave.gateway.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * A key as administrators see it.
 *
 * @param tenantId null where it is good for any
 * @param previousValidUntil until when the secret before the last rotation goes on; null where there is none
 * @param key the whole key with its secret, only where it has just been made
 */
record KeyBody(
        String id,
        String name,
        String tenantId,
        List<Scope> scopes,
        Integer rpm,
        Instant createdAt,
        Instant rotatedAt,
        Instant previousValidUntil,
        Instant expiresAt,
        Instant revokedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) String key) {

    static KeyBody of(ApiKey key) {
        return with(key, null);
    }

    static KeyBody with(ApiKey key, ApiKeyToken text) {
        return new KeyBody(
                key.id(),
                key.name(),
                key.tenant(),
                key.scopes().stream().sorted().toList(),
                key.rpm(),
                key.createdAt(),
                key.rotatedAt(),
                key.previousValidUntil(),
                key.expiresAt(),
                key.revokedAt(),
                text == null ? null : text.text());
    }
}
