package dev.statewave.gateway.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as the administration API shows it.
 *
 * @param tenantId null if it is valid for all tenants
 * @param previousValidUntil until when the secret before the last rotation is accepted; null if there is none
 * @param key the whole key with its secret, only in the answer that creates or rotates it
 */
record KeyBody(
        String id,
        String name,
        @Nullable String tenantId,
        List<Scope> scopes,
        @Nullable Integer rpm,
        Instant createdAt,
        @Nullable Instant rotatedAt,
        @Nullable Instant previousValidUntil,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {

    static KeyBody of(ApiKey key) {
        return with(key, null);
    }

    static KeyBody with(ApiKey key, @Nullable ApiKeyToken text) {
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
