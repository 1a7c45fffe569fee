package dev.statewave.contract.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A webhook endpoint as clients see it: without its secrets and without the values of its headers.
 *
 * @param tenantId null for events without a tenant
 * @param eventTypes empty for all
 * @param headers names; the values are asterisks
 * @param rate attempts a second; null for no limit
 * @param readOnly that of the settings
 * @param failingSince the first failure since the last success; null where the last attempt succeeded
 * @param notices the last operational events about it, the newest first
 */
public record WebhookEndpointBody(
        UUID id,
        @Nullable String tenantId,
        String url,
        String description,
        List<String> eventTypes,
        Filters filters,
        Map<String, String> headers,
        List<SecretBody> secrets,
        @Nullable Integer rate,
        String ordering,
        boolean paused,
        boolean enabled,
        boolean readOnly,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason,
        @Nullable Instant failingSince,
        JsonNode notices,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** @param subjectPrefix empty for all subjects */
    public record Filters(String subjectPrefix) {}

    /**
     * A secret without itself.
     *
     * @param type {@code hmac} or {@code ed25519}
     * @param publicKey of {@code ed25519}, as {@code whpk_}; null otherwise
     * @param expiresAt when it stops signing; null for the current one
     */
    public record SecretBody(
            String type,
            @Nullable String publicKey,
            Instant createdAt,
            @Nullable Instant expiresAt) {}
}
