package dev.statewave.context.receipts;

import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.FieldReader;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of itself and of its task. A receipt repeats it.
 *
 * @param emitReceipt whether it asks for a receipt
 */
public record Caller(
        boolean emitReceipt,
        @Nullable String queryId,
        @Nullable String taskId,
        @Nullable String parentReceiptId,
        @Nullable String callerId,
        @Nullable String callerType) {

    private static final int LONGEST = 256;

    /** Who it is, as the rules of a policy see it. */
    public PolicyCaller identity() {
        return new PolicyCaller(callerId, callerType);
    }

    /** The same, and who it is as the headers of the request say, where they say it. */
    public Caller identifiedBy(PolicyCaller headers) {
        if (!headers.isNamed()) {
            return this;
        }
        PolicyCaller identity = headers.or(identity());
        return new Caller(emitReceipt, queryId, taskId, parentReceiptId, identity.id(), identity.type());
    }

    /** Notes what is wrong in the reader. */
    public static Caller read(FieldReader fields) {
        return new Caller(
                fields.bool("emit_receipt", false),
                fields.optionalText("query_id", LONGEST),
                fields.optionalText("task_id", LONGEST),
                fields.optionalText("parent_receipt_id", LONGEST),
                fields.optionalText("caller_id", LONGEST),
                fields.optionalText("caller_type", LONGEST));
    }
}
