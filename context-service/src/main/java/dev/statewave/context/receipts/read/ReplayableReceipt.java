package dev.statewave.context.receipts.read;

import io.r2dbc.spi.Readable;
import org.jspecify.annotations.Nullable;

/**
 * A receipt with what a replay needs.
 *
 * @param tenant null for none
 * @param body as it was signed
 * @param request how it was asked; null where nobody noted it
 * @param recipe what its text was made of; as {@code request}
 */
public record ReplayableReceipt(
        String id,
        String subject,
        @Nullable String tenant,
        String body,
        @Nullable String request,
        @Nullable String recipe) {

    static ReplayableReceipt read(Readable row) {
        String tenant = row.get("tenant_id", String.class);
        return new ReplayableReceipt(
                row.get("receipt_id", String.class),
                row.get("subject_id", String.class),
                tenant == null || tenant.isEmpty() ? null : tenant,
                row.get("body", String.class),
                row.get("request", String.class),
                row.get("recipe", String.class));
    }
}
