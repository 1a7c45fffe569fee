package dev.statewave.context.receipts.read;

import dev.statewave.context.receipts.Ulid;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which receipts a list is to have.
 *
 * @param cursor the last id of the page before; null for the first page
 * @param until the first moment that is too late
 */
record ReceiptQuery(
        @Nullable String cursor,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean tombstonedToo,
        int limit) {

    private static final int MOST = 200;
    private static final int DEFAULT = 50;

    /** Notes what is wrong in the reader. */
    static ReceiptQuery read(FieldReader fields) {
        String cursor = fields.optionalText("cursor", 64);
        return new ReceiptQuery(
                cursor == null || cursor.isEmpty() ? null : cursor,
                fields.time("since"),
                fields.time("until"),
                fields.bool("include_tombstoned", false),
                fields.integer("limit", 1, MOST, DEFAULT));
    }

    /** @throws ApiException 422 where the cursor is none */
    void checkCursor() {
        if (cursor != null && !Ulid.isValid(cursor)) {
            throw ApiException.of(
                    422, "invalid_cursor", "The cursor is no receipt id: send the next_cursor of the page before.");
        }
    }
}
