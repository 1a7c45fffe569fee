package dev.statewave.worker.compile.extraction;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.statewave.worker.compile.claims.Language;
import dev.statewave.worker.compile.claims.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits a text into sentences: where ICU does, but not behind "St.", "e.g." or the initials of a name. */
final class Sentences {

    private static final int LONGEST_ABBREVIATION = 12;
    private static final Phrases ABBREVIATIONS = Language.ofAll("abbreviations");
    /** With one of these a sentence begins, also behind what might be an abbreviation. */
    private static final Set<String> BEGINNINGS =
            Set.of("i", "i'm", "my", "we", "it", "the", "he", "she", "they", "please", "ich", "je", "eu", "yo");

    private Sentences() {}

    /** A part of a text. */
    record Span(int start, int end) {}

    static List<Span> in(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(ULocale.ROOT);
        breaks.setText(text);
        var sentences = new ArrayList<Span>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            if (end == text.length() || !continues(text, end)) {
                sentences.add(new Span(start, end));
                start = end;
            }
        }
        return sentences;
    }

    /** Whether the sentence that would end at a place goes on behind it. */
    private static boolean continues(String text, int end) {
        if ("?!".indexOf(text.charAt(end - 1)) >= 0) {
            // A mark within a word is part of an address.
            return Character.isLetterOrDigit(text.charAt(end)) && text.charAt(end) < 128;
        }
        if (text.charAt(end - 1) == '.' && end > 1 && text.charAt(end - 2) == ' ') {
            // ".NET" begins with its dot.
            return Character.isLetterOrDigit(text.charAt(end));
        }
        int dot = end - 1;
        while (dot > 0 && text.charAt(dot) == ' ') {
            dot--;
        }
        if (text.charAt(dot) != '.' && text.charAt(dot) != '!') {
            return false;
        }
        int start = Math.max(0, dot - LONGEST_ABBREVIATION);
        String before = Phrases.comparable(text.substring(start, dot));
        int space = before.lastIndexOf(' ');
        String word = before.substring(space + 1);
        if (word.isEmpty() || word.indexOf('\n') >= 0) {
            return false;
        }
        boolean abbreviated = ABBREVIATIONS.before(before, before.length())
                && ABBREVIATIONS.all().contains(word);
        if (abbreviated && word.indexOf('.') > 0) {
            return true;
        }
        boolean initial = word.length() == 1 && Character.isUpperCase(text.charAt(dot - 1)) && text.charAt(dot) == '.';
        return (abbreviated || initial) && !beginsSentence(text, end);
    }

    private static boolean beginsSentence(String text, int start) {
        int end = start;
        while (end < text.length() && end - start < LONGEST_ABBREVIATION && " .,\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return BEGINNINGS.contains(Phrases.comparable(text.substring(start, end)));
    }
}
