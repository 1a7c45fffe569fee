package dev.statewave.models.language;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.tartarus.snowball.SnowballStemmer;

/**
 * The words by which texts are found, in any language. A text is analyzed as its own language; a question as its own
 * and as English, a short one as any, and by its words as they stand: it may ask for texts in another language. Both
 * are analyzed here and nowhere else, so that they fit together.
 */
public final class WordAnalyzer {

    /** Rises when {@link #terms} gives another result for a text: what is stored by an older one is analyzed anew. */
    public static final int VERSION = 1;

    /** Different terms of a text that are kept, and code points of a term: together less than a row can hold. */
    private static final int MOST_TERMS = 4_000;

    private static final int LONGEST_TERM = 40;
    /** Characters of a question from which on its language is known well enough. */
    private static final int SURE = 25;

    private static final int SHORTEST_STEM = 3;

    private final Tokens stored = new Tokens(true);
    private final Tokens asked = new Tokens(false);
    private final LanguageDetector languages = new LanguageDetector();

    /** The terms of a text that is to be found: each once, at most 4,000. */
    public Set<String> terms(String text) {
        var terms = new LinkedHashSet<String>();
        Language language = languages.of(text);
        var stemmers = new Stemmers(language);
        for (String token : stored.of(text)) {
            for (String word : words(token)) {
                if (terms.size() < MOST_TERMS && !language.isStopWord(word)) {
                    terms.add(stemmers.stem(word));
                    if (language != Language.ENGLISH) {
                        // For questions in another language, which names are the same in.
                        terms.add(folded(word));
                    }
                }
            }
        }
        return terms;
    }

    /**
     * The words of a question, each as the terms that it may be stored as.
     *
     * @param most words that are kept: the longest, since these are the rarest
     */
    public List<Set<String>> question(String text, int most) {
        Language language = languages.of(text);
        Stream<Language> likely =
                text.length() < SURE ? Language.LATIN.stream() : Stream.of(language, Language.ENGLISH);
        List<Stemmers> all = likely.distinct().map(Stemmers::new).toList();
        var words = new LinkedHashSet<String>();
        asked.of(text).forEach(token -> words.addAll(words(token)));
        return words.stream()
                .filter(word -> !language.isStopWord(word))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(most)
                .map(word -> alternatives(word, all))
                .distinct()
                .toList();
    }

    private static Set<String> alternatives(String word, List<Stemmers> all) {
        var alternatives = new LinkedHashSet<String>();
        alternatives.add(folded(word));
        all.stream()
                .map(stemmers -> stemmers.stem(word))
                // What is left of a word that a stemmer of another language has cut fits anything.
                .filter(stem -> stem.length() >= SHORTEST_STEM || stem.length() >= word.length() - 1)
                .forEach(alternatives::add);
        return alternatives;
    }

    /** A name such as "node.js" or an address is found as a whole and by its parts. */
    private static List<String> words(String token) {
        var words = new ArrayList<String>();
        words.add(token);
        int from = 0;
        for (int i = 0; i <= token.length(); i++) {
            if (i == token.length() || !Character.isLetterOrDigit(token.charAt(i)) && token.charAt(i) < 128) {
                if (i > from && i - from < token.length()) {
                    words.add(token.substring(from, i));
                }
                from = i + 1;
            }
        }
        return words;
    }

    /** Accents are left out after stemming: who types without them finds the same. */
    private static String folded(String word) {
        String cut = word.codePointCount(0, word.length()) <= LONGEST_TERM
                ? word
                : word.substring(0, word.offsetByCodePoints(0, LONGEST_TERM));
        char[] folded = new char[4 * cut.length()];
        return new String(folded, 0, ASCIIFoldingFilter.foldToASCII(cut.toCharArray(), 0, folded, 0, cut.length()));
    }

    /** The stemmers of a text: of words in Latin script that of its language, and of others that of their script. */
    private static final class Stemmers {

        private final Language language;
        /** Made when a word needs one: most texts have words of one script. */
        private final Map<Language, SnowballStemmer> made = new EnumMap<>(Language.class);

        Stemmers(Language language) {
            this.language = language;
        }

        String stem(String word) {
            return switch (UnicodeScript.of(word.codePointAt(0))) {
                case LATIN -> stem(language, word);
                case CYRILLIC -> stem(Language.RUSSIAN, word.replace('ё', 'е'));
                case GREEK -> stem(Language.GREEK, word);
                case ARABIC -> stem(Language.ARABIC, word);
                case DEVANAGARI -> stem(Language.HINDI, word);
                default -> folded(word);
            };
        }

        private String stem(Language of, String word) {
            if (word.length() > LONGEST_TERM) {
                return folded(word);
            }
            SnowballStemmer stemmer = made.computeIfAbsent(of, Language::stemmer);
            stemmer.setCurrent(word);
            stemmer.stem();
            String stem = stemmer.getCurrent();
            return folded(stem.isEmpty() ? word : stem);
        }
    }
}
