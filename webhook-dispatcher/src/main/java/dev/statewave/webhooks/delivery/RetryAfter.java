package dev.statewave.webhooks.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.hc.core5.http.Header;

/** The header {@code Retry-After} of RFC 9110: seconds, or the time itself. */
final class RetryAfter {

    private RetryAfter() {}

    /** How long the receiver asks us to wait; null where it does not say, or says it in another way. */
    static Duration parse(Header header, Instant now) {
        if (header == null || header.getValue() == null) {
            return null;
        }
        String value = header.getValue().strip();
        if (value.matches("\\d{1,9}")) {
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
