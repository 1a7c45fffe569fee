package dev.statewave.contract.sensitivity;

/** Classes of characters, and where a token may begin. */
final class Characters {

    private Characters() {}

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** A letter or digit of ASCII. */
    static boolean isAlphanumeric(char c) {
        return isDigit(c) || isUpper(c) || c >= 'a' && c <= 'z';
    }

    private static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    /** The character at a place; a blank outside of the text. */
    static char at(String text, int index) {
        return index >= 0 && index < text.length() ? text.charAt(index) : ' ';
    }

    /**
     * Whether a token can begin at a place: behind what is no letter or digit, or behind an escape such as {@code \n},
     * {@code \u003d} or {@code %3D} of a JSON or URL within the text.
     */
    static boolean beginsToken(String text, int index) {
        return !isAlphanumeric(at(text, index - 1)) || isEscapedBefore(text, index);
    }

    private static boolean isEscapedBefore(String text, int index) {
        char before = at(text, index - 1);
        if (at(text, index - 2) == '\\' && "nrtbf".indexOf(before) >= 0) {
            return true;
        }
        if (!isHex(before) || !isHex(at(text, index - 2))) {
            return false;
        }
        return at(text, index - 3) == '%'
                || at(text, index - 6) == '\\'
                        && at(text, index - 5) == 'u'
                        && isHex(at(text, index - 4))
                        && isHex(at(text, index - 3));
    }
}
