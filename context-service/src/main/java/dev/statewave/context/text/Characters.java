package dev.statewave.context.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Splits and shortens texts by the classes of their code points: in one pass, whatever the text is. */
public final class Characters {

    private Characters() {}

    /** Letters, the marks that combine with them, and the digits 0 to 9. */
    public static boolean isPartOfWord(int codePoint) {
        return Character.isLetter(codePoint) || isMark(codePoint) || codePoint >= '0' && codePoint <= '9';
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** White space as Unicode defines it, with the spaces that do not break. */
    public static boolean isWhiteSpace(int codePoint) {
        return Character.isSpaceChar(codePoint) || isAsciiSpace(codePoint) || codePoint == 0x85;
    }

    /** Blank, tab, line feed, vertical tab, form feed and carriage return. */
    public static boolean isAsciiSpace(int codePoint) {
        return codePoint == ' ' || codePoint >= '\t' && codePoint <= '\r';
    }

    /** The longest parts of a text of such code points alone, in their order; none is empty. */
    public static List<String> words(String text, IntPredicate partOfWord) {
        var words = new ArrayList<String>();
        int from = -1;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (partOfWord.test(codePoint)) {
                from = from < 0 ? i : from;
            } else if (from >= 0) {
                words.add(text.substring(from, i));
                from = -1;
            }
            i += Character.charCount(codePoint);
        }
        if (from >= 0) {
            words.add(text.substring(from));
        }
        return words;
    }

    /** Each longest part of such code points becomes one blank. */
    public static String toBlanks(String text, IntPredicate space) {
        var shortened = new StringBuilder(text.length());
        boolean inSpace = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!space.test(codePoint)) {
                shortened.appendCodePoint(codePoint);
                inSpace = false;
            } else if (!inSpace) {
                shortened.append(' ');
                inSpace = true;
            }
            i += Character.charCount(codePoint);
        }
        return shortened.toString();
    }
}
