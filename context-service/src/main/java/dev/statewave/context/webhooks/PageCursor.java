package dev.statewave.context.webhooks;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a page begins: behind this row.
 *
 * @param time of the row
 * @param seq of the row, which tells rows of one time apart
 */
record PageCursor(Instant time, long seq) {

    private static final int LONGEST = 64;
    /** The end of the year 9999, in microseconds. */
    private static final long LATEST = 253_402_300_799_999_999L;

    /** Null for the first page. An error 422 where the parameter {@code cursor} is none. */
    static @Nullable PageCursor read(FieldReader fields) {
        String text = fields.optionalText("cursor", LONGEST);
        if (text == null || text.isEmpty()) {
            return null;
        }
        int dot = text.indexOf('.');
        try {
            long micros = Long.parseLong(text, 0, Math.max(dot, 0), 10);
            if (micros < 0 || micros > LATEST) {
                throw new DateTimeException("not a time of a row");
            }
            return new PageCursor(
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Long.parseLong(text.substring(dot + 1)));
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            throw ApiException.of(
                    422, "invalid_cursor", "The cursor is none: send the next_cursor of the page before.");
        }
    }

    String encoded() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time) + "." + seq;
    }
}
