package dev.statewave.webhooks.sending;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} of RFC 9110: seconds, or a time. */
public final class RetryAfter {

    private RetryAfter() {}

    /** How long the receiver asks to wait; null if the header is absent or malformed. */
    public static @Nullable Duration parse(@Nullable Header header, Instant now) {
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        if (value.length() <= 9 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            var wait = Duration.between(now, OffsetDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
