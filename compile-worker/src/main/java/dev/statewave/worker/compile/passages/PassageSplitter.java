package dev.statewave.worker.compile.passages;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.models.language.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits the text of an episode into passages of up to some 100 tokens: by message, else by paragraph, else by
 * sentence, else by words. What is short stays with what follows it, so that a heading or a question stands with its
 * answer.
 */
final class PassageSplitter {

    /** Of a passage, in characters of an alphabet; several of them make a token. */
    private static final int MOST = 400;
    /** What a character of a script without an alphabet counts: about a token. */
    private static final int IDEOGRAPH = 3;
    /** What is repeated from the end of a passage where a sentence goes on in the next one. */
    private static final int OVERLAP = 60;
    /** A sentence up to this is repeated before one that refers to it. */
    private static final int LONGEST_REPEATED = 160;

    /** With these a sentence begins that cannot be understood without the one before it. */
    private static final Set<String> REFERRING = Set.of(
            ("it it's its this that these those they their he she his her him them there then er sie es ihr ihre sein "
                            + "seine dies diese dieser das il elle ils elles ce cela cette él ella ellos ellas esto "
                            + "esta este eso ele ela eles elas isso isto")
                    .split(" "));

    private final List<String> passages = new ArrayList<>();
    private final StringBuilder passage = new StringBuilder();
    private int size;

    private PassageSplitter() {}

    /** @param turns what was said, each turn behind who said it */
    static List<String> split(List<PayloadText.Line> turns) {
        var splitter = new PassageSplitter();
        turns.forEach(splitter::addTurn);
        splitter.end();
        return List.copyOf(splitter.passages);
    }

    private void addTurn(PayloadText.Line turn) {
        String whole = turn.toString().strip();
        if (size(whole) <= MOST) {
            add(whole, "\n");
            return;
        }
        String author = turn.author().isEmpty() ? "" : turn.author() + ": ";
        boolean first = true;
        for (String paragraph : turn.text().split("\n")) {
            String text = paragraph.strip();
            if (text.isEmpty()) {
                continue;
            }
            if (size(text) <= MOST) {
                // Whoever speaks stands before each passage of the turn.
                add(first || passage.isEmpty() || !fits(text) ? author + text : text, "\n");
            } else {
                addSentences(text, author, first);
            }
            first = false;
        }
    }

    /** @param first whether the turn begins with them */
    private void addSentences(String paragraph, String author, boolean first) {
        String before = "";
        for (Sentences.Span span : Sentences.of(paragraph)) {
            String sentence = paragraph.substring(span.from(), span.to()).strip();
            if (sentence.isEmpty()) {
                continue;
            }
            if (size(sentence) > MOST) {
                end();
                addWords(sentence, author);
            } else if (fits(sentence)) {
                boolean begins = before.isEmpty();
                add(passage.isEmpty() || first && begins ? author + sentence : sentence, begins ? "\n" : " ");
            } else {
                end();
                boolean refers = size(before) <= LONGEST_REPEATED && refers(sentence) && !before.isEmpty();
                add(author + (refers ? before + " " : "") + sentence, " ");
            }
            before = sentence;
        }
    }

    /** Cut at white space where there is any, else at a character that is whole. */
    private void addWords(String sentence, String author) {
        int from = 0;
        while (from < sentence.length()) {
            int to = cut(sentence, from);
            add(author + sentence.substring(from, to).strip(), " ");
            end();
            if (to == sentence.length()) {
                break;
            }
            int again = sentence.lastIndexOf(' ', to - OVERLAP);
            // Without white space nearby there are no words to repeat.
            from = again > from && to - again <= 2 * OVERLAP ? again + 1 : to;
        }
    }

    private static int cut(String sentence, int from) {
        int used = 0;
        int to = from;
        int blank = -1;
        while (to < sentence.length() && used < MOST) {
            int codePoint = sentence.codePointAt(to);
            blank = codePoint == ' ' ? to : blank;
            used += size(codePoint);
            to += Character.charCount(codePoint);
        }
        return to == sentence.length() || blank <= from ? to : blank;
    }

    private void add(String text, String between) {
        if (!fits(text)) {
            end();
        }
        if (!passage.isEmpty()) {
            passage.append(between);
        }
        passage.append(text);
        size += size(text);
    }

    private boolean fits(String text) {
        return passage.isEmpty() || size + size(text) <= MOST;
    }

    private void end() {
        if (!passage.isEmpty()) {
            passages.add(passage.toString());
        }
        passage.setLength(0);
        size = 0;
    }

    private static boolean refers(String sentence) {
        int end = 0;
        while (end < sentence.length() && (Character.isLetter(sentence.charAt(end)) || sentence.charAt(end) == '\'')) {
            end++;
        }
        return REFERRING.contains(sentence.substring(0, end).toLowerCase(Locale.ROOT));
    }

    private static int size(String text) {
        return text.codePoints().map(PassageSplitter::size).sum();
    }

    private static int size(int codePoint) {
        // Kana, Hangul, and what lies beyond the first plane, such as emoji.
        return Character.isIdeographic(codePoint) || codePoint >= 0x3040 && codePoint <= 0xD7A3 || codePoint > 0xFFFF
                ? IDEOGRAPH
                : 1;
    }
}
