package dev.statewave.webhooks.sending;

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
public record Outcome(
        Verdict verdict,
        @Nullable Integer httpStatus,
        @Nullable String error,
        @Nullable Duration retryAfter) {

    public enum Verdict {
        DELIVERED,
        RETRY,
        PERMANENT
    }

    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);
    private static final int LONGEST_TEXT = 200;

    /** Redirects, which are not followed, and every 4xx but three are permanent: a retry would get the same answer. */
    public static Outcome answered(int status, String text, @Nullable Duration retryAfter) {
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

    public static Outcome unanswered(Exception failure) {
        return new Outcome(
                Verdict.RETRY,
                null,
                failure.getClass().getSimpleName() + ": " + cut(String.valueOf(failure.getMessage())),
                null);
    }

    public static Outcome refused(String reason) {
        return new Outcome(Verdict.PERMANENT, null, reason, null);
    }

    /** The receiver wants nothing more: 410. */
    public boolean gone() {
        return httpStatus != null && httpStatus == 410;
    }

    private static String cut(String text) {
        String clean = text.replace("\0", "");
        return clean.length() <= LONGEST_TEXT ? clean : clean.substring(0, LONGEST_TEXT);
    }
}
