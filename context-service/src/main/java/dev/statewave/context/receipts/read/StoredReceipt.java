package dev.statewave.context.receipts.read;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/**
 * A row of the table of receipts.
 *
 * @param body exactly as it was signed
 * @param signature null where it is not signed
 * @param tombstonedAt null while it is active
 * @param previousHash null for the first one of its tenant
 */
record StoredReceipt(
        String id,
        String body,
        @Nullable String signature,
        String status,
        @Nullable Instant tombstonedAt,
        @Nullable String previousHash,
        String hash) {

    static final String COLUMNS = "receipt_id, body, signature, status, tombstoned_at, prev_hash, hash";

    static StoredReceipt read(Readable row) {
        return new StoredReceipt(
                row.get("receipt_id", String.class),
                row.get("body", String.class),
                row.get("signature", String.class),
                row.get("status", String.class),
                row.get("tombstoned_at", Instant.class),
                row.get("prev_hash", String.class),
                row.get("hash", String.class));
    }

    /** As a list has it. */
    JsonNode listed() {
        return with("");
    }

    /** With what became of it. */
    JsonNode detailed() {
        return with(state());
    }

    /** With its place in the chain too. */
    JsonNode chained() {
        return with(place());
    }

    /** As {@link #chained}, as text and with the number of that place. */
    String linked(long position) {
        return text("%s,\"position\":%d".formatted(place(), position));
    }

    private String place() {
        return "%s,\"prev_hash\":%s,\"hash\":%s".formatted(state(), quoted(previousHash), quoted(hash));
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : Json.text(text);
    }

    private String state() {
        return ",\"status\":%s,\"tombstoned_at\":%s"
                .formatted(quoted(status), quoted(tombstonedAt == null ? null : WireTime.format(tombstonedAt)));
    }

    /** The body goes out as it is stored, and is not parsed: a page of them may be large. */
    private JsonNode with(String more) {
        return JsonNodeFactory.instance.rawValueNode(new RawValue(text(more)));
    }

    private String text(String more) {
        return body.substring(0, body.length() - 1) + ",\"receipt_signature\":" + quoted(signature) + more + "}";
    }
}
