package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who says "I" in the text of an episode: by the role or the name that stands before a line, and where there is none,
 * by who sent it.
 */
final class Speakers {

    private static final int LOOK_BACK = 40;
    /** Code points of the first word of a name, and of a further one. */
    private static final int LONGEST_FIRST_WORD = 41;

    private static final int LONGEST_WORD = 40;
    private static final int MOST_WORDS = 3;

    private static final String ENDS_STATEMENT = ".!?,;:\n–—";
    private static final List<String> BEGINS_STATEMENT =
            List.of("and", "but", "so", "well", "hi", "hello", "hey", "yes", "no", "now");

    private static final Set<String> SUBJECT = Set.of("user", "customer", "human", "client", "me", "caller", "visitor");
    private static final Set<String> OTHER_SIDE =
            Set.of("assistant", "agent", "system", "tool", "support", "staff", "bot", "ai", "developer", "function");

    private final String text;
    private final String source;
    private final NavigableMap<Integer, String> turns = new TreeMap<>();

    /** @param source who sent the episode */
    Speakers(String text, String source) {
        this.text = text;
        this.source = source.toLowerCase(Locale.ROOT);
        for (int line = 0; line >= 0 && line < text.length(); line = nextLine(line)) {
            int end = endOfName(line);
            if (end > 0) {
                turns.put(line, text.substring(line, end).toLowerCase(Locale.ROOT));
            }
        }
    }

    private int nextLine(int from) {
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

    /** Where a name of one to three words ends that stands before a colon and white space; -1 where there is none. */
    private int endOfName(int line) {
        if (!Character.isLetter(text.codePointAt(line))) {
            return -1;
        }
        int end = endOfWord(line, LONGEST_FIRST_WORD);
        for (int words = 1; words < MOST_WORDS && at(end, ' '); words++) {
            end = endOfWord(end + 1, LONGEST_WORD);
        }
        return at(end, ':') && end + 1 < text.length() && Words.isAsciiWhiteSpace(text.charAt(end + 1)) ? end : -1;
    }

    private boolean at(int place, char wanted) {
        return place >= 0 && place < text.length() && text.charAt(place) == wanted;
    }

    private int endOfWord(int start, int longest) {
        int end = start;
        for (int i = 0; i < longest && end < text.length() && isInName(text.codePointAt(end)); i++) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end == start ? -1 : end;
    }

    private static boolean isInName(int codePoint) {
        return Words.isLetterOrMark(codePoint) || Words.isDigit(codePoint) || "._'-".indexOf(codePoint) >= 0;
    }

    /**
     * The scope of a claim that begins at a place of the text.
     *
     * @return empty where it is said by the other side, or is part of a longer sentence, which may be about anything
     */
    Optional<String> at(int start) {
        if (!beginsStatement(text.substring(Math.max(0, start - LOOK_BACK), start))) {
            return Optional.empty();
        }
        var turn = turns.floorEntry(start);
        if (turn == null) {
            return OTHER_SIDE.contains(source) ? Optional.empty() : Optional.of(Claim.USER);
        }
        String name = turn.getValue();
        return OTHER_SIDE.contains(name) ? Optional.empty() : Optional.of(SUBJECT.contains(name) ? Claim.USER : name);
    }

    /** Before a statement there is nothing, the end of another one, or a word that begins one. */
    private static boolean beginsStatement(String before) {
        String words = Words.trimmedEnd(before, Words::isAsciiWhiteSpace);
        return words.isEmpty()
                || before.indexOf('\n', words.length()) >= 0
                || ENDS_STATEMENT.indexOf(words.charAt(words.length() - 1)) >= 0
                || BEGINS_STATEMENT.stream().anyMatch(word -> endsWithWord(words, word));
    }

    private static boolean endsWithWord(String text, String word) {
        int start = text.length() - word.length();
        if (start < 0 || start > 0 && isWordCharacter(text.codePointBefore(start))) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = text.charAt(start + i);
            if (c != word.charAt(i) && c != Character.toUpperCase(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWordCharacter(int codePoint) {
        return codePoint == '_'
                || codePoint < 128 && Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.NON_SPACING_MARK;
    }
}
