package dev.statewave.webhooks.delivery;

import java.time.Duration;
import java.util.Set;

/**
 * How an attempt ended.
 *
 * @param httpStatus null where there was no answer
 * @param error null where there was none
 * @param retryAfter how long the receiver wants us to wait; null where it did not say
 */
record Outcome(Verdict verdict, Integer httpStatus, String error, Duration retryAfter) {

    enum Verdict {
        DELIVERED,
        RETRY,
        PERMANENT
    }

    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final int LONGEST_TEXT = 200;

    /** Answers that will not change by asking again: redirects, which are not followed, and every 4xx but three. */
    static Outcome answered(int status, String text, Duration retryAfter) {
        if (status >= 200 && status < 300) {
            return new Outcome(Verdict.DELIVERED, status, null, null);
        }
        boolean permanent = status >= 300 && status < 500 && !PASSING.contains(status);
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
