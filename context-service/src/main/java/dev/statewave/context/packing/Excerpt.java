package dev.statewave.context.packing;

import dev.statewave.context.text.QueryWords;
import dev.statewave.context.text.TextFeatures;
import dev.statewave.contract.text.PlainText;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The sentences of a long text that have to do with a question: a document of pages must not push everything else out.
 * Short texts stay whole, for a sentence torn from a message loses more than it saves.
 */
public final class Excerpt {

    /** Characters up to which a text stays whole, and which an excerpt has at most. */
    static final int LONGEST = 600;

    private static final String GAP = " … ";

    private final QueryWords asked;

    public Excerpt(String question) {
        this.asked = new QueryWords(question);
    }

    /** In one line; white space between words is one blank. */
    public String of(TextFeatures text) {
        return text.text().length() <= LONGEST ? text.line() : best(sentences(text.line()));
    }

    /**
     * The first sentence says what the text is about; behind it come those with the most words of the question, all in
     * their order.
     */
    private String best(List<String> sentences) {
        double[] worth = sentences.stream().mapToDouble(asked::shareIn).toArray();
        List<Integer> order = IntStream.range(0, worth.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> i == 0 ? -2 : -worth[i]))
                .toList();
        var kept = new TreeSet<Integer>();
        int length = 0;
        for (int i : order) {
            if (kept.isEmpty() || length + sentences.get(i).length() + GAP.length() <= LONGEST) {
                kept.add(i);
                length += sentences.get(i).length() + GAP.length();
            }
        }
        var excerpt = new StringBuilder();
        Integer before = null;
        for (int i : kept) {
            excerpt.append(before == null ? "" : before + 1 == i ? " " : GAP).append(sentences.get(i));
            before = i;
        }
        return excerpt.append(before != null && before + 1 < sentences.size() ? " …" : "")
                .toString();
    }

    /** A sentence that is too long by itself is cut at a character that is whole. */
    private static List<String> sentences(String text) {
        var breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(text);
        var sentences = new ArrayList<String>();
        int from = 0;
        for (int to = breaks.next(); to != BreakIterator.DONE; from = to, to = breaks.next()) {
            String sentence = text.substring(from, to).strip();
            if (!sentence.isEmpty()) {
                sentences.add(cut(sentence));
            }
        }
        return sentences;
    }

    private static String cut(String sentence) {
        int longest = LONGEST / 2;
        if (sentence.length() <= longest) {
            return sentence;
        }
        return sentence.substring(0, Character.isHighSurrogate(sentence.charAt(longest - 1)) ? longest - 1 : longest)
                + "…";
    }

    /** The beginning of a text, whatever is asked, in one line. */
    public static String beginning(String text) {
        String line = oneLine(text);
        return line.length() <= LONGEST ? line : cut(line);
    }

    /** White space between words is one blank. */
    public static String oneLine(String text) {
        return PlainText.line(text);
    }
}
