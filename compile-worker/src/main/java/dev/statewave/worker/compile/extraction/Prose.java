package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.claims.Language;
import dev.statewave.worker.compile.claims.Phrases;
import dev.statewave.worker.text.Words;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.List;

/**
 * A text as people mean it: composed (NFC), without blocks of code and quoted lines, with single spaces, and with the
 * places marked that stand in quotation marks or inline code.
 *
 * @param quoted the places of the text that are not said by its author
 */
record Prose(String text, BitSet quoted) {

    private static final List<String> FENCES = List.of("```", "~~~");
    private static final String RULE = "--";
    /** On a rule above a mail of somebody else. */
    private static final Phrases FORWARDED = Language.ofAll("forwarded");

    private static final String INDENT = "    ";
    private static final String OPENING = "“«„‹「『《";
    private static final String CLOSING = "”»“›」』》";
    /** Those that open and close by the same mark. */
    private static final String EVEN = "\"`";

    static Prose of(String text) {
        String prose = withoutCode(Normalizer.normalize(text, Normalizer.Form.NFC));
        return new Prose(prose, quoted(prose));
    }

    private static String withoutCode(String text) {
        var prose = new StringBuilder(text.length());
        String fence = "";
        boolean indented = true;
        for (int start = 0; start < text.length(); ) {
            int end = endOfLine(text, start);
            String line = text.substring(start, end);
            String stripped = line.strip();
            if (stripped.startsWith(RULE) && FORWARDED.in(Phrases.comparable(stripped))) {
                break;
            }
            String mark = FENCES.stream().filter(stripped::startsWith).findAny().orElse("");
            // Markdown has code only behind an empty line.
            boolean code = indented && (line.startsWith(INDENT) || line.startsWith("\t"));
            if (!fence.isEmpty()) {
                fence = fence.equals(mark) ? "" : fence;
            } else if (!mark.isEmpty()) {
                fence = mark;
            } else if (!code && !stripped.startsWith(">")) {
                addWithSingleSpaces(prose, line);
            }
            indented = stripped.isEmpty() || code;
            prose.append('\n');
            start = end + (text.startsWith("\r\n", end) ? 2 : 1);
        }
        return prose.toString();
    }

    private static int endOfLine(String text, int start) {
        int end = start;
        while (end < text.length() && "\n\r\u0085\u2028\u2029".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static void addWithSingleSpaces(StringBuilder prose, String line) {
        int start = prose.length();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!Words.isWhiteSpace(c)) {
                prose.append(c);
            } else if (prose.length() > start && prose.charAt(prose.length() - 1) != ' ') {
                prose.append(' ');
            }
        }
    }

    /** A quotation ends at its mark, or with its line. */
    private static BitSet quoted(String text) {
        var quoted = new BitSet(text.length());
        int start = -1;
        char closing = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (start >= 0 && (c == closing || c == '\n')) {
                quoted.set(start, i);
                start = -1;
            } else if (start < 0 && OPENING.indexOf(c) >= 0) {
                start = i;
                closing = CLOSING.charAt(OPENING.indexOf(c));
            } else if (start < 0 && EVEN.indexOf(c) >= 0 && opensWord(text, i)) {
                start = i;
                closing = c;
            }
        }
        if (start >= 0) {
            quoted.set(start, text.length());
        }
        return quoted;
    }

    // An inch mark follows a digit.
    private static boolean opensWord(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
    }
}
