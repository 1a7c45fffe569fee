package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimKey;
import dev.statewave.worker.compile.claims.Language;
import dev.statewave.worker.compile.claims.Phrases;
import dev.statewave.worker.compile.claims.StatedFact;
import dev.statewave.worker.compile.extraction.Sentences.Span;
import dev.statewave.worker.compile.extraction.Statements.Statement;
import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the phrases of a text in which its author states facts of themselves, in the languages that have forms. */
final class FactPhrases {

    /** Code points of a phrase that are kept: what is longer is no sentence. */
    private static final int LONGEST = 10_000;

    private static final Phrases LABELS = Language.ofAll("labels");

    private static final Phrases RETRACTIONS = Language.ofAll("retractions");

    private FactPhrases() {}

    /**
     * A fact in the words in which it was said.
     *
     * @param claim null where it claims nothing that can be compared
     */
    record Phrase(String content, @Nullable Claim claim) {}

    /** @param scope whose the claims are */
    static List<Phrase> in(String text, String scope) {
        Prose prose = Prose.of(text);
        var phrases = new ArrayList<Phrase>();
        boolean introduced = false;
        int lastSentence = 0;
        for (Span span : Sentences.in(prose.text())) {
            String sentence = prose.text().substring(span.start(), span.end());
            String words = sentence.strip();
            if (words.isEmpty()) {
                // What somebody else wrote ends with its paragraph.
                introduced = introduced && !endsParagraph(prose.text(), span);
                continue;
            }
            if (RETRACTIONS.endsAt(Phrases.comparable(words), 0).isEmpty()) {
                lastSentence = phrases.size();
            } else {
                phrases.subList(lastSentence, phrases.size()).clear();
            }
            if (!introduced) {
                phrases.addAll(inSentence(sentence, prose, span.start(), scope));
            }
            introduced = introduced ? !endsParagraph(prose.text(), span) : introduces(words);
        }
        return phrases;
    }

    private static boolean endsParagraph(String text, Span span) {
        return text.startsWith("\n", span.end()) && text.startsWith("\n", span.end() - 1);
    }

    /** Whether the next lines are somebody's words or an example: "He wrote:". */
    private static boolean introduces(String words) {
        return (words.endsWith(":") || words.endsWith("："))
                && !LABELS.before(Phrases.comparable(words), words.length() - 1);
    }

    private static Collection<Phrase> inSentence(String sentence, Prose prose, int offset, String scope) {
        String comparable = Phrases.comparable(sentence);
        var found = new TreeMap<Integer, List<Phrase>>();
        for (Language language : Language.ALL) {
            if (language.mayState(comparable)) {
                for (Statement statement : Statements.in(sentence, language)) {
                    add(statement, sentence, prose, offset, language, scope, found);
                }
            }
        }
        return found.values().stream().flatMap(List::stream).toList();
    }

    private static void add(
            Statement statement,
            String sentence,
            Prose prose,
            int offset,
            Language language,
            String scope,
            TreeMap<Integer, List<Phrase>> found) {
        for (int start : statement.starts()) {
            if (prose.quoted().get(offset + start) || found.containsKey(start)) {
                continue;
            }
            List<Phrase> phrases = homeWithRegion(statement, start, sentence, language, scope);
            if (phrases.isEmpty()) {
                phrases = read(sentence, start, statement.end(), language, scope);
            }
            if (!phrases.isEmpty()) {
                found.put(start, phrases);
                return;
            }
        }
    }

    // Only behind a place a name after the comma is more of it.
    private static List<Phrase> homeWithRegion(
            Statement statement, int start, String sentence, Language language, String scope) {
        if (statement.longEnd() == statement.end()) {
            return List.of();
        }
        return read(sentence, start, statement.longEnd(), language, scope).stream()
                .filter(phrase -> phrase.claim() != null && phrase.claim().key() == ClaimKey.HOME)
                .toList();
    }

    private static List<Phrase> read(String sentence, int start, int end, Language language, String scope) {
        String statement = trimmed(PayloadText.cut(sentence.substring(start, end), LONGEST));
        return language.read(statement, scope, true).stream()
                .map(fact -> phrase(statement, fact))
                .toList();
    }

    private static Phrase phrase(String statement, StatedFact fact) {
        return new Phrase(trimmed(statement.substring(0, fact.end())), fact.claim());
    }

    private static String trimmed(String phrase) {
        String words = Words.trimmedEnd(phrase.strip(), c -> "!！。".indexOf(c) >= 0 || Words.isWhiteSpace(c));
        return Words.trimmedEnd(Words.trimmedEnd(words, c -> c == '.'), c -> c == ',');
    }
}
