package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.claims.Language;
import dev.statewave.worker.compile.claims.Phrases;
import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a text at the names that stand before its lines: {@code Kai: ...}, {@code [10:32] Kai: ...},
 * {@code 12/05/2026, 10:32 - Kai: ...}, {@code <kai> ...}. A label such as "Correction:" is no name.
 */
final class Speakers {

    private static final int LONGEST_STAMP = 40;
    /** Code points of a word of a name. */
    private static final int LONGEST_WORD = 41;

    private static final int MOST_WORDS = 3;
    private static final String IN_STAMP = "/:.,- +TZ";
    private static final String LIST_MARKS = "*_-•–>";
    private static final Phrases LABELS = Language.ofAll("labels");
    private static final Phrases FRAMES = Language.ofAll("frames");

    private Speakers() {}

    /** What one author says. */
    record Said(Author author, String text) {}

    /** A name before a line, and where the words of the line begin. */
    private record Label(Author author, int end) {}

    /**
     * The parts of a text, in their order.
     *
     * @param author who says what stands behind no name
     */
    static List<Said> in(String text, Author author) {
        var parts = new ArrayList<Said>();
        Author speaker = author;
        int start = 0;
        for (int line = 0; line >= 0 && line < text.length(); line = nextLine(text, line)) {
            Label label = label(text, line);
            if (label != null) {
                add(parts, speaker, text.substring(start, line));
                speaker = label.author();
                start = label.end();
            }
        }
        add(parts, speaker, text.substring(start));
        return parts;
    }

    private static void add(List<Said> parts, Author speaker, String text) {
        if (!text.isBlank()) {
            parts.add(new Said(speaker, text));
        }
    }

    private static int nextLine(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '\r' -> {
                    return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
                }
                case '\n', '\u0085', '\u2028', '\u2029' -> {
                    return i + 1;
                }
                default -> {}
            }
        }
        return -1;
    }

    private static @Nullable Label label(String text, int line) {
        int start = afterStamp(text, line);
        while (start < text.length() && (LIST_MARKS.indexOf(text.charAt(start)) >= 0 || text.charAt(start) == ' ')) {
            start++;
        }
        if (at(text, start, '<', '[')) {
            return bracketed(text, start);
        }
        int end = endOfName(text, start);
        if (end < 0) {
            return null;
        }
        int behindTime = behindTime(text, end);
        if (behindTime > 0) {
            return named(text, start, end, behindTime);
        }
        int colon = afterRemark(text, end);
        while (at(text, colon, '*', '_')) {
            colon++;
        }
        boolean wide = at(text, colon, '：');
        if (!wide && !(at(text, colon, ':') && at(text, colon + 1, ' ', '\t', '\n', '\r', '*', '_'))) {
            return null;
        }
        int words = colon + 1;
        while (at(text, words, '*', '_', ' ', '\t')) {
            words++;
        }
        return named(text, start, end, words);
    }

    /** "&lt;kai&gt; hello" or "[Kai] hello", but not "[image] hello". */
    private static @Nullable Label bracketed(String text, int start) {
        int end = endOfName(text, start + 1);
        boolean closed = text.charAt(start) == '<'
                ? at(text, end, '>')
                : at(text, end, ']') && Character.isUpperCase(text.codePointAt(start + 1));
        return closed && at(text, end + 1, ' ') ? named(text, start + 1, end, end + 1) : null;
    }

    /** Where a line ends that has nothing but a time behind a name; -1 where it has more. */
    private static int behindTime(String text, int end) {
        boolean time = false;
        for (int i = end; i < text.length() && i - end < LONGEST_STAMP; i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                return time ? i : -1;
            }
            if ("0123456789:/.,-() APM[]·".indexOf(c) < 0) {
                return -1;
            }
            time |= c == ':' && i > end && Words.isDigit(text.charAt(i - 1));
        }
        return -1;
    }

    private static @Nullable Label named(String text, int start, int end, int words) {
        String name = text.substring(start, end);
        Author author = Author.of("", name);
        String comparable = Phrases.comparable(name);
        boolean label = LABELS.in(comparable) || FRAMES.in(comparable) || !isName(name);
        return label && !author.isOtherSide() ? null : new Label(author, words);
    }

    // "kai" and "Ann Smith", but not "One more thing".
    private static boolean isName(String name) {
        List<String> words = Words.of(name);
        // "Q:" and "A:" are anybody's; of a script without case, one character may be a name.
        if (name.length() == 1 && Character.isUpperCase(name.charAt(0))) {
            return false;
        }
        return words.size() == 1 || words.stream().noneMatch(word -> Character.isLowerCase(word.codePointAt(0)));
    }

    /** Behind "[10:32]", "(10:32)" or "12/05/2026, 10:32 - ". */
    private static int afterStamp(String text, int line) {
        int at = line;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '*')) {
            at++;
        }
        boolean bracket = at(text, at, '[', '(');
        int start = bracket ? at + 1 : at;
        int end = start;
        while (end < text.length()
                && end - start < LONGEST_STAMP
                && (Words.isDigit(text.charAt(end)) || end > start && IN_STAMP.indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        if (end == start) {
            return at;
        }
        if (text.startsWith("AM", end) || text.startsWith("PM", end)) {
            end += 2;
        }
        if (bracket) {
            return at(text, end, ']', ')') ? afterSpaces(text, end + 1) : at;
        }
        return afterSpaces(text, end);
    }

    private static int afterSpaces(String text, int from) {
        int at = from;
        while (at(text, at, ' ', '-')) {
            at++;
        }
        return at;
    }

    /** Where a name of one to three words ends; -1 where there is none. */
    private static int endOfName(String text, int start) {
        if (start >= text.length() || !Character.isLetter(text.codePointAt(start))) {
            return -1;
        }
        int end = endOfWord(text, start);
        for (int words = 1; words < MOST_WORDS && at(text, end, ' ') && end + 1 < text.length(); words++) {
            int next = endOfWord(text, end + 1);
            boolean isWord = Character.isLetter(text.codePointAt(end + 1));
            // "Speaker 1:", but not the time of "Kai 10:32".
            if (next < 0 || !isWord && !(at(text, next, ':') && at(text, next + 1, ' ', '\n', '\r', '\t'))) {
                return end;
            }
            end = next;
        }
        return end;
    }

    /** Behind "(HR)" or "[10:32]" that follows a name. */
    private static int afterRemark(String text, int end) {
        int open = at(text, end, ' ') ? end + 1 : end;
        if (!at(text, open, '(', '[')) {
            return end;
        }
        for (int i = open + 1; i < text.length() && i - open < LONGEST_STAMP && text.charAt(i) != '\n'; i++) {
            if (at(text, i, ')', ']')) {
                return i + 1;
            }
        }
        return end;
    }

    private static int endOfWord(String text, int start) {
        int end = start;
        for (int i = 0; i < LONGEST_WORD && end < text.length() && isInName(text.codePointAt(end)); i++) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end == start ? -1 : end;
    }

    private static boolean isInName(int codePoint) {
        return Words.isLetterOrMark(codePoint) || Words.isDigit(codePoint) || "._'’-".indexOf(codePoint) >= 0;
    }

    private static boolean at(String text, int place, char... wanted) {
        if (place < 0 || place >= text.length()) {
            return false;
        }
        for (char c : wanted) {
            if (text.charAt(place) == c) {
                return true;
            }
        }
        return false;
    }
}
