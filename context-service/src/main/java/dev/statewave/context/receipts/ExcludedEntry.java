package dev.statewave.context.receipts;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that does not stand in the answer.
 *
 * @param id of the memory, or of the episode where the kind is {@code episode}
 * @param score null where it was no candidate any more
 * @param reason as the explanation of a context tells it
 */
public record ExcludedEntry(
        String id,
        String kind,
        @Nullable BigDecimal score,
        @Nullable String reason) {

    /** The most of them that a receipt tells. */
    public static final int MOST = 100;

    public static ExcludedEntry of(UUID id, String kind, @Nullable Double score, @Nullable String reason) {
        return new ExcludedEntry(id.toString(), kind, ReceiptEntry.rounded(score), reason);
    }
}
