package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.claims.Language;
import dev.statewave.worker.compile.claims.Phrases;
import dev.statewave.worker.compile.extraction.Sentences.Span;
import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The parts of a sentence that its author states: what stands between its separators, and not behind a condition, a
 * wish or the mention of somebody who says it, nor in a question.
 */
final class Statements {

    private static final String SEPARATORS = ",;:()–—…，、；：（）¡¿[]|";
    private static final String COLONS = ":：";
    private static final String QUESTION_MARKS = "?？؟";
    private static final String MARKS_AT_END = "!！ \"'”»」』)）*_.";
    private static final String LIST_MARKS = " -*•–";
    private static final int MOST_STARTS = 12;

    private final String sentence;
    private final String comparable;
    private final Language language;

    private Statements(String sentence, Language language) {
        this.sentence = sentence;
        this.comparable = Phrases.comparable(sentence);
        this.language = language;
    }

    /**
     * A part that may be a statement.
     *
     * @param starts where it may begin, in this order: with the words that can introduce a statement or without them
     * @param end where it ends
     * @param longEnd where it ends together with what may be more of a name behind a comma
     */
    record Statement(List<Integer> starts, int end, int longEnd) {}

    /** Those of a sentence, in their order. */
    static List<Statement> in(String sentence, Language language) {
        return new Statements(sentence, language).find();
    }

    private List<Statement> find() {
        if (language.phrases("reports").in(comparable)) {
            return List.of();
        }
        List<Span> parts = parts();
        int frame = language.phrases("frames").find(comparable, 0);
        int last = frame < 0 ? Integer.MAX_VALUE : frame;
        if (isQuestion()) {
            last = Math.min(last, startOfQuestion(parts));
        }
        var statements = new ArrayList<Statement>();
        for (int i = 0; i < parts.size(); i++) {
            Span part = parts.get(i);
            List<Integer> starts = starts(part, last);
            if (!starts.isEmpty()) {
                statements.add(new Statement(starts, part.end(), longEnd(parts, i)));
            }
            if (part.end() < sentence.length()
                    && COLONS.indexOf(sentence.charAt(part.end())) >= 0
                    && !isLabel(parts, i)) {
                last = Math.min(last, part.end());
            }
        }
        return statements;
    }

    private List<Span> parts() {
        var parts = new ArrayList<Span>();
        Phrases joins = language.phrases("joins");
        int start = 0;
        for (int i = 0; i < sentence.length(); i++) {
            if (separates(i)) {
                parts.add(new Span(start, i));
                start = i + 1;
            } else if (i > start
                    && sentence.charAt(i - 1) == ' '
                    && !joins.endsAt(comparable, i).isEmpty()) {
                parts.add(new Span(start, i));
                start = i;
            }
        }
        parts.add(new Span(start, sentence.length()));
        return parts;
    }

    private boolean separates(int at) {
        char c = sentence.charAt(at);
        char next = at + 1 < sentence.length() ? sentence.charAt(at + 1) : ' ';
        if (c == '-') {
            return at > 0 && sentence.charAt(at - 1) == ' ' && (next == ' ' || next == '-');
        }
        if (SEPARATORS.indexOf(c) < 0) {
            return false;
        }
        // 2,5 mg, 10:32 and https://example.org are one word; so is a path in brackets.
        return c != ',' && c != ':' || Words.isWhiteSpace(next) || c == ',' && !Words.isDigit(next);
    }

    private boolean isQuestion() {
        String end = Words.trimmedEnd(sentence, c -> Words.isWhiteSpace(c) || MARKS_AT_END.indexOf(c) >= 0);
        String words = Phrases.comparable(end);
        return !end.isEmpty() && QUESTION_MARKS.indexOf(end.charAt(end.length() - 1)) >= 0
                || Words.trimmedEnd(sentence, Words::isWhiteSpace).endsWith("?")
                || endsWithQuestionWord(Words.trimmedEnd(words, c -> c == '。'));
    }

    private boolean endsWithQuestionWord(String words) {
        return language.phrases("question ends").all().stream().anyMatch(words::endsWith);
    }

    /** "I live in Graz, can you recommend a dentist?" states where. */
    private int startOfQuestion(List<Span> parts) {
        for (int i = parts.size() - 1; i > 0; i--) {
            int start = parts.get(i).start();
            if (sentence.charAt(Math.max(0, start - 1)) == '¿'
                    || !language.phrases("asks")
                            .endsAt(comparable, afterMarks(start))
                            .isEmpty()) {
                return start;
            }
        }
        return 0;
    }

    private int afterMarks(int start) {
        int at = start;
        while (at < sentence.length() && LIST_MARKS.indexOf(sentence.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** Whether what stands before a colon only introduces what follows: "Update:", "Update (today):". */
    private boolean isLabel(List<Span> parts, int index) {
        Span part = parts.get(index);
        boolean behindBracket =
                index >= 2 && sentence.substring(part.start(), part.end()).isBlank();
        int end = (behindBracket ? parts.get(index - 2) : part).end();
        while (end > 0 && sentence.charAt(end - 1) == ' ') {
            end--;
        }
        return language.phrases("labels").before(comparable, end)
                || language.phrases("openers").before(comparable, end);
    }

    private List<Integer> starts(Span part, int last) {
        var starts = new TreeSet<Integer>();
        var open = new ArrayList<>(List.of(afterMarks(part.start())));
        while (!open.isEmpty() && starts.size() < MOST_STARTS) {
            int start = open.removeLast();
            if (start < part.end() && start < last && starts.add(start)) {
                for (int end : language.phrases("openers").endsAt(comparable, start)) {
                    open.add(afterMarks(end));
                }
            }
        }
        return List.copyOf(starts);
    }

    /** "I live in Portland, Oregon." */
    private int longEnd(List<Span> parts, int index) {
        int end = parts.get(index).end();
        if (index + 1 >= parts.size() || sentence.charAt(end) != ',') {
            return end;
        }
        Span next = parts.get(index + 1);
        String name = sentence.substring(next.start(), next.end());
        List<String> words = Words.of(Words.trimmedEnd(name, c -> c == '.' || c == '!' || Words.isWhiteSpace(c)));
        boolean more = !words.isEmpty()
                && words.size() <= 3
                && words.stream().allMatch(word -> Character.isUpperCase(word.codePointAt(0)));
        return more ? next.end() : end;
    }
}
