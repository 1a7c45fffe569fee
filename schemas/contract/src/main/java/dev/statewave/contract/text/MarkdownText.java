package dev.statewave.contract.text;

/**
 * Removes the marks of Markdown from a text, line by line, so that its lines stay what they are: a whole parser would
 * join them, and plain text that only looks like Markdown has to stay as it is.
 */
final class MarkdownText {

    private static final String FENCE = "```";
    private static final int MOST_HASHES = 6;
    private static final int LONGEST_LINK = 2_000;
    private static final int LONGEST_EMPHASIS = 500;

    private MarkdownText() {}

    static String plain(String text) {
        if (!hasMarks(text)) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        boolean inFence = false;
        for (int start = 0; start <= text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(start, end);
            boolean fence = line.stripLeading().startsWith(FENCE);
            inFence ^= fence;
            if (fence || inFence) {
                plain.append(line);
            } else {
                appendInline(plain, withoutHashes(line));
            }
            if (newline < 0) {
                break;
            }
            plain.append('\n');
            start = end + 1;
        }
        return plain.toString();
    }

    private static boolean hasMarks(String text) {
        return text.indexOf('#') >= 0 || text.contains("**") || text.contains("__") || text.contains("](");
    }

    private static String withoutHashes(String line) {
        int hashes = 0;
        while (hashes < line.length() && line.charAt(hashes) == '#') {
            hashes++;
        }
        return hashes > 0 && hashes <= MOST_HASHES && hashes < line.length() && line.charAt(hashes) == ' '
                ? line.substring(hashes).strip()
                : line;
    }

    /** Without strong emphasis, and with a link as its text and address. */
    private static void appendInline(StringBuilder plain, String line) {
        boolean inCode = false;
        int closing = -1;
        for (int i = 0; i < line.length(); ) {
            char c = line.charAt(i);
            if (c == '`') {
                inCode = !inCode;
            }
            int endOfLink = inCode ? -1 : endOfLink(line, i);
            if (endOfLink > 0) {
                appendLink(plain, line, i, endOfLink);
                i = endOfLink;
                continue;
            }
            if (!inCode && closing < 0) {
                closing = closingOfStrong(line, i);
                if (closing > 0) {
                    i += 2;
                    continue;
                }
            }
            if (i == closing) {
                closing = -1;
                i += 2;
            } else {
                plain.append(c);
                i++;
            }
        }
    }

    /**
     * Where the pair of asterisks or underscores stands that ends the emphasis which begins here; -1 where none does.
     */
    private static int closingOfStrong(String line, int at) {
        if (!isPair(line, at)
                || at > 0 && Character.isLetterOrDigit(line.charAt(at - 1))
                || at + 2 == line.length()
                || Character.isWhitespace(line.charAt(at + 2))) {
            return -1;
        }
        char mark = line.charAt(at);
        boolean isName = true;
        int last = Math.min(line.length() - 1, at + LONGEST_EMPHASIS);
        for (int i = at + 2; i < last; i++) {
            char c = line.charAt(i);
            if (c == '`') {
                return -1;
            }
            if (c == mark && isPair(line, i) && i > at + 2 && !Character.isWhitespace(line.charAt(i - 1))) {
                // "__init__" is a name in code.
                return mark == '_' && isName ? -1 : i;
            }
            isName &= Character.isLetterOrDigit(c) || c == '_';
        }
        return -1;
    }

    private static boolean isPair(String line, int at) {
        return at + 1 < line.length()
                && (line.charAt(at) == '*' || line.charAt(at) == '_')
                && line.charAt(at + 1) == line.charAt(at);
    }

    private static int endOfLink(String line, int at) {
        int bracket = line.startsWith("![", at) ? at + 1 : at;
        if (line.charAt(bracket) != '[') {
            return -1;
        }
        int last = Math.min(line.length(), bracket + LONGEST_LINK);
        int middle = bracket + 1;
        while (middle < last && "[]".indexOf(line.charAt(middle)) < 0) {
            middle++;
        }
        if (!line.startsWith("](", middle)) {
            return -1;
        }
        int end = middle;
        while (end < last && line.charAt(end) != ')') {
            end++;
        }
        return end < last ? end + 1 : -1;
    }

    private static void appendLink(StringBuilder plain, String line, int at, int end) {
        boolean image = line.charAt(at) == '!';
        int middle = line.indexOf("](", at);
        String label = line.substring(at + (image ? 2 : 1), middle).strip();
        String address = line.substring(middle + 2, end - 1).strip();
        if (image) {
            plain.append(label.isEmpty() ? "[image]" : "[image: " + label + "]");
        } else {
            plain.append(label);
            if (!address.isEmpty() && !address.equals(label)) {
                plain.append(" (").append(address).append(')');
            }
        }
    }
}
