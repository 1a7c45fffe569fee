package dev.statewave.models.language;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.analysis.WordlistLoader;
import org.jspecify.annotations.Nullable;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** A language whose words are reduced to stems. */
enum Language {
    ENGLISH(EnglishStemmer::new, "english"),
    GERMAN(GermanStemmer::new, "german"),
    FRENCH(FrenchStemmer::new, "french"),
    SPANISH(SpanishStemmer::new, "spanish"),
    PORTUGUESE(PortugueseStemmer::new, "portuguese"),
    ITALIAN(ItalianStemmer::new, "italian"),
    DUTCH(DutchStemmer::new, "dutch"),
    SWEDISH(SwedishStemmer::new, "swedish"),
    DANISH(DanishStemmer::new, "danish"),
    NORWEGIAN(NorwegianStemmer::new, "norwegian"),
    FINNISH(FinnishStemmer::new, "finnish"),
    HUNGARIAN(HungarianStemmer::new, "hungarian"),
    ROMANIAN(RomanianStemmer::new, null),
    TURKISH(TurkishStemmer::new, null),
    RUSSIAN(RussianStemmer::new, "russian"),
    GREEK(GreekStemmer::new, null),
    ARABIC(ArabicStemmer::new, null),
    HINDI(HindiStemmer::new, null);

    /** Those that are told apart by their words, since they share a script. */
    static final List<Language> LATIN = List.of(
            ENGLISH,
            GERMAN,
            FRENCH,
            SPANISH,
            PORTUGUESE,
            ITALIAN,
            DUTCH,
            SWEDISH,
            DANISH,
            NORWEGIAN,
            FINNISH,
            HUNGARIAN,
            ROMANIAN,
            TURKISH);

    private final Supplier<SnowballStemmer> stemmer;
    private final Set<String> stopWords;

    Language(Supplier<SnowballStemmer> stemmer, @Nullable String stopWords) {
        this.stemmer = stemmer;
        this.stopWords = stopWords == null
                ? Set.of()
                : Set.copyOf(read("/org/apache/lucene/analysis/snowball/" + stopWords + "_stop.txt"));
    }

    /** One that is not shared between threads. */
    SnowballStemmer stemmer() {
        return stemmer.get();
    }

    /** Whether a word, in lower case, tells nothing by itself. */
    boolean isStopWord(String word) {
        return stopWords.contains(word);
    }

    private static Set<String> read(String resource) {
        try (var in = new InputStreamReader(
                Objects.requireNonNull(SnowballStemmer.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8)) {
            var words = new HashSet<String>();
            for (Object word : WordlistLoader.getSnowballWordSet(in)) {
                words.add(new String((char[]) word));
            }
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
