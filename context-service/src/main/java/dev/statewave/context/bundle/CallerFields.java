package dev.statewave.context.bundle;

import dev.statewave.contract.rest.FieldReader;
import java.util.List;

/** What a caller may say of itself and of its task. It is checked here and not kept: receipts are not written. */
public final class CallerFields {

    private static final int LONGEST = 256;

    private CallerFields() {}

    /** Notes what is wrong in the reader. */
    public static void read(FieldReader fields) {
        fields.bool("emit_receipt", false);
        List.of("query_id", "task_id", "parent_receipt_id", "caller_id", "caller_type")
                .forEach(name -> fields.optionalText(name, LONGEST));
    }
}
