package dev.statewave.models.language;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;

/** Where the sentences of a text begin and end, in any language; "St. Louis" and "e.g. this" do not end one. */
public final class Sentences {

    // Rules for sentences hardly differ by language; the abbreviations are those of English.
    private static final BreakIterator BREAKS = BreakIterator.getSentenceInstance(new ULocale("en@ss=standard"));

    private Sentences() {}

    /** A stretch of a text, with the white space behind it. */
    public record Span(int from, int to) {}

    /** Without gaps, and none empty. */
    public static List<Span> of(String text) {
        var breaks = (BreakIterator) BREAKS.clone();
        breaks.setText(text);
        var spans = new ArrayList<Span>();
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            spans.add(new Span(from, to));
        }
        return spans;
    }
}
