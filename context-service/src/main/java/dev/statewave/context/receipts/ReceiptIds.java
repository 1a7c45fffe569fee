package dev.statewave.context.receipts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Makes the ids of receipts. Each is greater than the one before, of the same process: within a millisecond, and where
 * the clock went back, it is the one before and one more.
 */
@Component
class ReceiptIds {

    private final RandomGenerator random;
    private long millis = -1;
    /** Of the 80 bits behind the time, the first 16. */
    private long first;

    private long rest;

    @Autowired
    ReceiptIds() {
        this(new SecureRandom());
    }

    ReceiptIds(RandomGenerator random) {
        this.random = random;
    }

    synchronized String next(Instant now) {
        long at = now.toEpochMilli();
        if (at > millis) {
            millis = at;
            first = random.nextLong() & 0xffff;
            rest = random.nextLong();
        } else if (++rest == 0 && ++first > 0xffff) {
            millis++;
            first = 0;
        }
        return Ulid.text(millis << 16 | first, rest);
    }
}
