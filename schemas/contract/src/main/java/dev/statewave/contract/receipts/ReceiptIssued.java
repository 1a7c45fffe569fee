package dev.statewave.contract.receipts;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A receipt was issued. The key of its record is the tenant, or an empty text for none, so that all receipts of a
 * tenant stand on one partition, in order.
 *
 * @param receiptId a ULID
 * @param body the receipt as JSON, exactly as it was signed
 * @param signature of the body; null where it is not signed
 * @param request how it was asked, as JSON for a replay; null where nobody can replay it
 * @param recipe what the answer was made of, as JSON for a replay; as {@code request}
 */
public record ReceiptIssued(
        String receiptId,
        String subjectId,
        Instant createdAt,
        String body,
        @Nullable String signature,
        @Nullable String request,
        @Nullable String recipe) {

    /** A receipt that cannot be replayed. */
    public ReceiptIssued(
            String receiptId, String subjectId, Instant createdAt, String body, @Nullable String signature) {
        this(receiptId, subjectId, createdAt, body, signature, null, null);
    }

    /** Version of the record's schema. */
    public static final String SCHEMA_VERSION = "1";

    private static final int LONGEST_NAME = 256;

    /** @throws InvalidRecordException when it is absent, unreadable or incomplete */
    public static ReceiptIssued read(byte @Nullable [] value) {
        ReceiptIssued read = Json.record(value, ReceiptIssued.class);
        require("receipt_id", read.receiptId);
        require("subject_id", read.subjectId);
        require("body", read.body);
        if (read.createdAt == null || !WireTime.isInRange(read.createdAt)) {
            throw new InvalidRecordException("unreadable", "created_at is missing or out of range.");
        }
        if (read.receiptId.length() > LONGEST_NAME || read.subjectId.length() > 2 * LONGEST_NAME) {
            throw new InvalidRecordException("unreadable", "receipt_id or subject_id is too long.");
        }
        return read;
    }

    private static void require(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw new InvalidRecordException("unreadable", name + " is missing.");
        }
    }

    public byte[] bytes() {
        return Json.bytes(this);
    }
}
