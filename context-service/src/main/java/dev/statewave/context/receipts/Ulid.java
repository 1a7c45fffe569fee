package dev.statewave.context.receipts;

import java.time.Instant;
import java.util.regex.Pattern;

/** ULIDs as text: 48 bits of time in milliseconds and 80 bits more, in Crockford's base 32. */
public final class Ulid {

    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final Pattern TEXT = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

    private Ulid() {}

    /** The least one of a moment. */
    public static String least(Instant moment) {
        return text(Math.max(0, moment.toEpochMilli()) << 16, 0);
    }

    public static boolean isValid(String text) {
        return TEXT.matcher(text).matches();
    }

    static String text(long high, long low) {
        var digits = new char[LENGTH];
        for (int i = LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) low & 31);
            low = low >>> 5 | high << 59;
            high >>>= 5;
        }
        return new String(digits);
    }
}
