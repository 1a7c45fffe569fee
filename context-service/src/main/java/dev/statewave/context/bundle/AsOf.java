package dev.statewave.context.bundle;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.FieldReader;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Of when a context is, where it is not of the present.
 *
 * @param knownAt what was recorded later is not known
 * @param validAt at which memories have to be true in the world; null for those that counted at {@code knownAt}
 */
public record AsOf(Instant knownAt, @Nullable Instant validAt) {

    /** How far the clock of a client may be ahead. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /**
     * Null where the request is of the present. Notes what is wrong in the reader.
     *
     * @param now the time of this service
     */
    static @Nullable AsOf read(FieldReader fields, Instant now) {
        Instant known = fields.moment("as_of");
        Instant valid = fields.moment("valid_at");
        if (known == null && valid == null) {
            return null;
        }
        if (known != null && known.isAfter(now.plus(SKEW))) {
            fields.inFuture("as_of");
        }
        return new AsOf(known == null || known.isAfter(now) ? WireTime.micros(now) : known, valid);
    }

    /** The day that a question means by "today" is of this moment, and memories have to hold at it. */
    public Instant moment() {
        return validAt == null ? knownAt : validAt;
    }
}
