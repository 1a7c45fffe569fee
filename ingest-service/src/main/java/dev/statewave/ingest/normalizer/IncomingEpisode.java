package dev.statewave.ingest.normalizer;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.topics.RecordHeaders;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An episode as an outside producer sends it: plain JSON with the fields of the REST body, or a CloudEvent that carries
 * them. Tenant and idempotency key may stand in the headers or in the body; headers take precedence.
 */
record IncomingEpisode(
        EpisodeInput input,
        @Nullable String tenant,
        @Nullable String requestId) {

    private static final List<String> TENANT_HEADERS =
            List.of("X-Tenant-ID", "x-tenant-id", "tenant-id", "tenant_id", "tenant");
    private static final List<String> KEY_HEADERS = List.of("Idempotency-Key", "idempotency-key", "idempotency_key");
    private static final List<String> REQUEST_HEADERS =
            List.of(RecordHeaders.REQUEST_ID, "X-Request-ID", "x-request-id");

    /** @throws ApiException where it is not an episode; the exception says what is wrong */
    static IncomingEpisode read(Headers headers, byte[] value) {
        ObjectNode body = CloudEventEpisode.isOne(headers)
                ? CloudEventEpisode.read(headers, value)
                : (ObjectNode) FieldReader.body(value).raw();
        String key = first(headers, KEY_HEADERS);
        if (key != null) {
            body.put("idempotency_key", key);
        }
        FieldReader fields = FieldReader.body(body);
        EpisodeInput input = EpisodeInput.read(fields);
        String tenant = tenant(headers, fields);
        fields.check();
        return new IncomingEpisode(input.checkSize(value.length), tenant, first(headers, REQUEST_HEADERS));
    }

    /** Null where no header names one. */
    static @Nullable String tenantHeader(Headers headers) {
        return first(headers, TENANT_HEADERS);
    }

    private static @Nullable String tenant(Headers headers, FieldReader fields) {
        String header = tenantHeader(headers);
        if (header == null) {
            JsonNode inBody = fields.raw().get("tenant_id");
            return inBody == null || inBody.isNull() ? null : blankToNull(fields.requiredIdOrEmpty("tenant_id"));
        }
        if (header.length() > 256 || header.chars().anyMatch(Character::isISOControl)) {
            throw ApiException.of(
                    400, "invalid_tenant", "The tenant may have 256 characters and no control characters.");
        }
        return header;
    }

    private static @Nullable String first(Headers headers, List<String> names) {
        return names.stream()
                .map(name -> blankToNull(RecordHeaders.text(headers, name)))
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
