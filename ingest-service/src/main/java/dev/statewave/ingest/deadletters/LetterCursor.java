package dev.statewave.ingest.deadletters;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.ingest.deadletters.FailedJobRepository.JobPlace;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: in the topics, or behind them in the failed jobs. Opaque to clients.
 *
 * @param place null behind the topics
 * @param job null in the topics
 */
record LetterCursor(@Nullable LetterPlace place, @Nullable JobPlace job) {

    static final LetterCursor START = new LetterCursor(null, null);

    private static final char RECORD = 'r';
    private static final char JOB = 'j';
    private static final int LONGEST = 1_024;

    static LetterCursor of(LetterPlace place) {
        return new LetterCursor(place, null);
    }

    static LetterCursor of(JobPlace job) {
        return new LetterCursor(null, job);
    }

    /**
     * @param cursor null for the beginning
     * @throws ApiException 422 where it is none
     */
    static LetterCursor parse(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return START;
        }
        LetterCursor parsed = cursor.length() > LONGEST ? null : decoded(cursor);
        if (parsed == null) {
            throw ApiException.of(422, "invalid_cursor", "The cursor is none that an earlier page has answered.");
        }
        return parsed;
    }

    private static @Nullable LetterCursor decoded(String cursor) {
        String text;
        try {
            text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (text.isEmpty()) {
            return null;
        }
        String rest = text.substring(1);
        if (text.charAt(0) == RECORD) {
            LetterPlace place = LetterPlace.parse(rest);
            return place == null ? null : of(place);
        }
        int slash = rest.indexOf('/');
        if (text.charAt(0) != JOB || slash < 0 || rest.indexOf('\0') >= 0) {
            return null;
        }
        try {
            long micros = Long.parseLong(rest.substring(0, slash));
            // What a timestamp of PostgreSQL can hold.
            boolean valid = Math.abs(micros) <= 200_000_000_000_000_000L;
            return valid ? of(new JobPlace(micros, rest.substring(slash + 1))) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    String encoded() {
        String text = place != null
                ? RECORD + place.id()
                : job != null ? JOB + "" + job.createdMicros() + "/" + job.jobId() : "";
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
