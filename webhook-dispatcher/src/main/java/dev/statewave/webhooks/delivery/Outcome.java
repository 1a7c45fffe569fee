package dev.statewave.webhooks.delivery;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param httpStatus null if there was no answer
 * @param error null if there was none
 * @param retryAfter the Retry-After of the receiver; null if it sent none
 */
record Outcome(
        Verdict verdict,
        @Nullable Integer httpStatus,
        @Nullable String error,
        @Nullable Duration retryAfter) {

    enum Verdict {
        DELIVERED,
        RETRY,
        PERMANENT
    }

    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);
    private static final int LONGEST_TEXT = 200;

    /** Redirects, which are not followed, and every 4xx but three are permanent: a retry would get the same answer. */
    static Outcome answered(int status, String text, @Nullable Duration retryAfter) {
        if (status >= 200 && status < 300) {
            return new Outcome(Verdict.DELIVERED, status, null, null);
        }
        boolean permanent = status >= 300 && status < 500 && !TRANSIENT.contains(status);
        return new Outcome(
                permanent ? Verdict.PERMANENT : Verdict.RETRY,
                status,
                "HTTP %d: %s".formatted(status, cut(text)),
                retryAfter);
    }

    static Outcome unanswered(Exception failure) {
        return new Outcome(
                Verdict.RETRY,
                null,
                failure.getClass().getSimpleName() + ": " + cut(String.valueOf(failure.getMessage())),
                null);
    }

    static Outcome refused(String reason) {
        return new Outcome(Verdict.PERMANENT, null, reason, null);
    }

    private static String cut(String text) {
        String clean = text.replace("\0", "");
        return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT);
    }
}
