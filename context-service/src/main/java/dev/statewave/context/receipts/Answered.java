package dev.statewave.context.receipts;

import dev.statewave.platform.policy.PolicyView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a receipt is about: a question, and what was answered.
 *
 * @param tenant null or empty for none
 * @param task the task of a context; the reason of a handoff
 * @param asOf the moment that the answer is of
 * @param selected what it was made of, by rank
 * @param excluded what it was not made of, best first; null where the ranking does not tell
 * @param text the assembled context, or the notes of a handoff
 * @param tokens of the text
 * @param view what the caller was shown of the subject
 * @param making how it was made
 */
public record Answered(
        String subject,
        @Nullable String tenant,
        String task,
        Instant asOf,
        List<ReceiptEntry> selected,
        @Nullable List<ExcludedEntry> excluded,
        String text,
        int tokens,
        PolicyView view,
        Making making) {}
