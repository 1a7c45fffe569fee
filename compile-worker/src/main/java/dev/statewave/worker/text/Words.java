package dev.statewave.worker.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Splits and trims texts of any length in linear time. */
public final class Words {

    private Words() {}

    /** The parts of a text between white space, as Unicode defines it. */
    public static List<String> of(String text) {
        var words = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i < text.length(); i++) {
            // All white space is in the first plane, so characters need not be put together.
            if (isWhiteSpace(text.charAt(i))) {
                if (start >= 0) {
                    words.add(text.substring(start, i));
                    start = -1;
                }
            } else if (start < 0) {
                start = i;
            }
        }
        if (start >= 0) {
            words.add(text.substring(start));
        }
        return words;
    }

    /** The text without these code points at its beginning and those at its end. */
    public static String trimmed(String text, IntPredicate leading, IntPredicate trailing) {
        int start = 0;
        while (start < text.length() && leading.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        int end = text.length();
        while (end > start && trailing.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    /** The text without these code points at its end. */
    public static String trimmedEnd(String text, IntPredicate trailing) {
        return trimmed(text, codePoint -> false, trailing);
    }

    /** White space of ASCII: what a pattern calls {@code \s}. */
    public static boolean isAsciiWhiteSpace(int codePoint) {
        return codePoint == ' ' || codePoint >= '\t' && codePoint <= '\r';
    }

    /** A letter or a mark, in any script. */
    public static boolean isLetterOrMark(int codePoint) {
        return Character.isLetter(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    /** A digit of ASCII. */
    public static boolean isDigit(int codePoint) {
        return codePoint >= '0' && codePoint <= '9';
    }

    /** White space as Unicode defines it. */
    public static boolean isWhiteSpace(int c) {
        return isAsciiWhiteSpace(c) || c == 0x85 || c > 0x85 && Character.isSpaceChar(c);
    }
}
