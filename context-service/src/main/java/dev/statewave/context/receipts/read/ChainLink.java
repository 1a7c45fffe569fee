package dev.statewave.context.receipts.read;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in the chain of a tenant.
 *
 * @param position from 1
 * @param receipt null where it was erased with its subject
 * @param erasedAt null where it was not
 */
record ChainLink(
        String tenant,
        long position,
        String id,
        @Nullable StoredReceipt receipt,
        @Nullable String previousHash,
        String hash,
        @Nullable Instant erasedAt) {

    static ChainLink read(Readable row) {
        Instant erasedAt = row.get("erased_at", Instant.class);
        return new ChainLink(
                row.get("tenant_id", String.class),
                row.get("position", Long.class),
                row.get("receipt_id", String.class),
                erasedAt == null ? StoredReceipt.read(row) : null,
                row.get("prev_hash", String.class),
                row.get("hash", String.class),
                erasedAt);
    }

    /** As a line of JSON. */
    String line() {
        if (receipt != null) {
            return receipt.linked(position) + "\n";
        }
        ObjectNode gone = Json.object()
                .put("receipt_id", id)
                .put("tenant_id", tenant.isEmpty() ? null : tenant)
                .put("status", "erased")
                .put("erased_at", erasedAt == null ? null : WireTime.format(erasedAt))
                .put("position", position)
                .put("prev_hash", previousHash)
                .put("hash", hash);
        return gone + "\n";
    }
}
