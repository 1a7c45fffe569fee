package dev.statewave.contract.sensitivity;

import java.util.ArrayList;
import java.util.List;

/**
 * A run of groups of digits with a separator between each two, as telephone numbers are written.
 *
 * @param separators between the groups; a blank where there is a parenthesis only
 * @param parenthesized which group stands in parentheses; -1 for none
 * @param end where the run ends in its text
 */
record DigitGroups(boolean isInternational, List<String> groups, String separators, int parenthesized, int end) {

    static final DigitGroups NONE = new DigitGroups(false, List.of(), "", -1, 0);

    private static final String SEPARATORS = " -./\u00a0\u2011\u2013";
    /** What is longer is a table of numbers; it is read to its end and is no number. */
    private static final int MOST_GROUPS = 10;

    /** {@link #NONE} where no run begins at the place. */
    static DigitGroups read(String text, int from) {
        char first = Characters.at(text, from);
        boolean plus = first == '+' || first == '＋';
        if (!plus && first != '(' && !Characters.isDigit(first)) {
            return NONE;
        }
        return new Reader(text, plus ? from + 1 : from).read(plus);
    }

    /** The digits together. Of {@code +49 (0) 30} the zero does not count. */
    String digits() {
        var digits = new StringBuilder();
        for (int i = 0; i < groups.size(); i++) {
            if (!isInternational || i != parenthesized || !groups.get(i).equals("0")) {
                digits.append(groups.get(i));
            }
        }
        return digits.toString();
    }

    int count() {
        return groups.size();
    }

    String group(int index) {
        return groups.get(index);
    }

    /** Whether the groups have these lengths. */
    boolean has(int... lengths) {
        if (groups.size() != lengths.length) {
            return false;
        }
        for (int i = 0; i < lengths.length; i++) {
            if (groups.get(i).length() != lengths[i]) {
                return false;
            }
        }
        return true;
    }

    /** As a decimal number has it. */
    boolean hasOneDot() {
        return separators.equals(".");
    }

    /** A slash or another separator behind the area code is even enough. */
    boolean isEvenlySeparated() {
        String behind = separators.substring(Math.min(1, separators.length()));
        return behind.chars().distinct().count() <= 1 && behind.indexOf('/') < 0;
    }

    /** 2024-01-15, 15.01.2024, 15/01/24, or one with a time behind it. */
    boolean isDate() {
        if (groups.size() < 3) {
            return false;
        }
        int one = groups.get(0).length();
        int two = groups.get(1).length();
        int three = groups.get(2).length();
        boolean yearFirst =
                one == 4 && (group(0).startsWith("19") || group(0).startsWith("20")) && two <= 2 && three <= 2;
        boolean yearLast = one <= 2 && two <= 2 && (three == 4 || three == 2 && groups.size() == 3);
        return yearFirst || yearLast;
    }

    private static final class Reader {

        private final String text;
        private int at;
        private final List<String> groups = new ArrayList<>();
        private final StringBuilder separators = new StringBuilder();
        private int parenthesized = -1;
        private int total;

        private Reader(String text, int at) {
            this.text = text;
            this.at = at;
        }

        private DigitGroups read(boolean plus) {
            while (group()) {
                int end = at;
                if (!separator()) {
                    at = end;
                    break;
                }
            }
            if (total == 0) {
                return NONE;
            }
            while (separators.length() >= groups.size() && !separators.isEmpty()) {
                separators.setLength(separators.length() - 1);
            }
            return total > MOST_GROUPS
                    ? new DigitGroups(false, List.of("0"), "", -1, at)
                    : new DigitGroups(plus, groups, separators.toString(), parenthesized, at);
        }

        /** Digits, in parentheses or not. Nothing is read where there are none. */
        private boolean group() {
            boolean open = Characters.at(text, at) == '(';
            int start = open ? at + 1 : at;
            int end = start;
            while (Characters.isDigit(Characters.at(text, end))) {
                end++;
            }
            if (end == start || open && Characters.at(text, end) != ')') {
                return false;
            }
            if (++total <= MOST_GROUPS) {
                if (open) {
                    parenthesized = groups.size();
                }
                groups.add(text.substring(start, end));
            }
            at = open ? end + 1 : end;
            return true;
        }

        /** Steps over what separates two groups; false where no group follows. */
        private boolean separator() {
            char c = Characters.at(text, at);
            boolean closed = Characters.at(text, at - 1) == ')';
            if (at < text.length() && SEPARATORS.indexOf(c) >= 0) {
                at++;
                // 030 / 1234567
                if (c == ' ' && SEPARATORS.indexOf(Characters.at(text, at)) > 0 && Characters.at(text, at + 1) == ' ') {
                    c = text.charAt(at);
                    at += 2;
                }
            } else if (!closed && c != '(') {
                return false;
            } else {
                c = ' ';
            }
            if (!startsGroup()) {
                return false;
            }
            if (total <= MOST_GROUPS) {
                separators.append(c == '\u00a0' ? ' ' : c == '\u2011' || c == '\u2013' ? '-' : c);
            }
            return true;
        }

        private boolean startsGroup() {
            int digit = Characters.at(text, at) == '(' ? at + 1 : at;
            if (!Characters.isDigit(Characters.at(text, digit))) {
                return false;
            }
            if (digit == at) {
                return true;
            }
            int close = digit;
            while (close - digit <= 5 && Characters.isDigit(Characters.at(text, close))) {
                close++;
            }
            return Characters.at(text, close) == ')';
        }
    }
}
