package dev.statewave.context.admin.policy;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.policy.PolicyCaller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a receipt says of an answer: who asked, and which memories it was made of. */
record PastAnswer(
        String receiptId,
        @Nullable String tenantId,
        String subjectId,
        String createdAt,
        PolicyCaller caller,
        List<UUID> memories) {

    /** @param body as it was stored */
    static PastAnswer of(String body) {
        JsonNode receipt = Json.tree(body);
        return new PastAnswer(
                receipt.path("receipt_id").asString(""),
                text(receipt, "tenant_id"),
                receipt.path("subject_id").asString(""),
                receipt.path("created_at").asString(""),
                new PolicyCaller(text(receipt, "caller_id"), text(receipt, "caller_type")),
                receipt.path("selected_entries")
                        .valueStream()
                        .map(entry -> entry.path("memory_id"))
                        .filter(JsonNode::isString)
                        .map(id -> UUID.fromString(id.stringValue()))
                        .toList());
    }

    private static @Nullable String text(JsonNode receipt, String name) {
        JsonNode value = receipt.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
