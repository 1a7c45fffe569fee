package dev.statewave.contract.sensitivity;

/**
 * Finds numbers of payment cards: 13 to 19 digits of a known network whose check digit is right, in one piece or in the
 * groups that cards are printed in. Nine of ten numbers that are no card fail the check digit; the tenth is mostly of
 * no network.
 */
final class CardDetector {

    private static final int FEWEST = 13;
    private static final int MOST = 19;
    /** The groups that cards print, and one more. */
    private static final int GROUPS = 6;

    private static final int[][] PRINTED = {{4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 4, 4, 3}, {4, 4, 4, 1}};

    private final String text;
    /** Where the last groups begin and end, in the order in which they stand. */
    private final int[] starts = new int[GROUPS];

    private final int[] ends = new int[GROUPS];
    private int groups;

    private CardDetector(String text) {
        this.text = text;
    }

    static boolean matches(String text) {
        return new CardDetector(text).find();
    }

    private boolean find() {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (!Characters.isDigit(c)) {
                // Groups of an account number may look like a card.
                int iban = Iban.end(text, i);
                groups = iban > 0 || !isSeparator(c) || !isSeparated(i) ? 0 : groups;
                i = Math.max(i + 1, iban);
                continue;
            }
            int end = i + 1;
            while (end < text.length() && Characters.isDigit(text.charAt(end))) {
                end++;
            }
            push(i, end);
            if (endsNumber(end) && anyCard()) {
                return true;
            }
            i = end;
        }
        return false;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '\u00a0';
    }

    private boolean isSeparated(int separator) {
        return Characters.isDigit(Characters.at(text, separator - 1))
                && Characters.isDigit(Characters.at(text, separator + 1));
    }

    private void push(int start, int end) {
        if (groups == GROUPS) {
            System.arraycopy(starts, 1, starts, 0, GROUPS - 1);
            System.arraycopy(ends, 1, ends, 0, GROUPS - 1);
            groups--;
        }
        starts[groups] = start;
        ends[groups++] = end;
    }

    private boolean anyCard() {
        int last = ends[groups - 1];
        int length = last - starts[groups - 1];
        if (length >= FEWEST) {
            return length <= MOST && isCard(starts[groups - 1], last);
        }
        for (int[] printed : PRINTED) {
            if (isPrinted(printed) && isCard(starts[groups - printed.length], last)) {
                return true;
            }
        }
        return false;
    }

    private boolean isPrinted(int[] lengths) {
        if (groups < lengths.length) {
            return false;
        }
        for (int i = 0; i < lengths.length; i++) {
            int group = groups - lengths.length + i;
            if (ends[group] - starts[group] != lengths[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isCard(int from, int to) {
        if (!beginsNumber(from)) {
            return false;
        }
        var digits = new StringBuilder(MOST);
        for (int i = from; i < to; i++) {
            if (Characters.isDigit(text.charAt(i))) {
                digits.append(text.charAt(i));
            }
        }
        return isOfNetwork(digits) && isChecked(digits);
    }

    private boolean beginsNumber(int from) {
        char before = Characters.at(text, from - 1);
        char further = Characters.at(text, from - 2);
        return switch (before) {
            case '_', '+', '#' -> false;
            case '.', ',' -> !Characters.isDigit(further);
            case '-' -> !Character.isLetter(further);
            default -> Characters.beginsToken(text, from) && (before < 128 || !Character.isLetter(before));
        };
    }

    private boolean endsNumber(int end) {
        char next = Characters.at(text, end);
        char further = Characters.at(text, end + 1);
        return switch (next) {
            case '_', '%' -> false;
            case '.', ',' -> !Characters.isDigit(further);
            case '-' -> !Characters.isAlphanumeric(further) || Characters.isDigit(further);
            default -> !Character.isLetter(next);
        };
    }

    /** By the first digits, and the lengths that the network issues. */
    private static boolean isOfNetwork(StringBuilder digits) {
        int length = digits.length();
        int first = Integer.parseInt(digits, 0, 4, 10);
        int two = first / 100;
        if (first / 1000 == 4) {
            return length == 13 || length == 16 || length == 19;
        }
        if (two >= 51 && two <= 55 || first >= 2221 && first <= 2720) {
            return length == 16;
        }
        if (two == 34 || two == 37) {
            return length == 15;
        }
        if (two == 36 || two == 38 || two == 39 || first >= 3000 && first <= 3059) {
            return length == 14 || length == 16;
        }
        if (first >= 3528 && first <= 3589) {
            return length >= 16;
        }
        // Discover, UnionPay, and Maestro last.
        return first == 6011 || two == 62 || two == 64 || two == 65
                ? length >= 16
                : (two == 50 || two >= 56 && two <= 69) && length >= FEWEST;
    }

    /** The algorithm of Luhn. */
    private static boolean isChecked(StringBuilder digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
