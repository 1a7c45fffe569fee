package dev.statewave.models.language;

import com.github.pemistahl.lingua.api.LanguageDetectorBuilder;
import dev.statewave.contract.text.PayloadText;

/** Tells languages that share the Latin script apart. */
final class LanguageDetector {

    /** Code points that are looked at: the beginning of a text tells its language. */
    private static final int ENOUGH = 300;
    /** Shorter texts fit into any language; they are taken for English, in which most texts are. */
    private static final int TOO_SHORT = 12;

    private final com.github.pemistahl.lingua.api.LanguageDetector detector = LanguageDetectorBuilder.fromLanguages(
                    Language.LATIN.stream()
                            .map(LanguageDetector::named)
                            .toArray(com.github.pemistahl.lingua.api.Language[]::new))
            .withLowAccuracyMode()
            .build();

    Language of(String text) {
        if (text.length() < TOO_SHORT) {
            return Language.ENGLISH;
        }
        var found = detector.detectLanguageOf(PayloadText.cut(text, ENOUGH));
        return Language.LATIN.stream()
                .filter(language -> named(language) == found)
                .findFirst()
                .orElse(Language.ENGLISH);
    }

    private static com.github.pemistahl.lingua.api.Language named(Language language) {
        return language == Language.NORWEGIAN
                ? com.github.pemistahl.lingua.api.Language.BOKMAL
                : com.github.pemistahl.lingua.api.Language.valueOf(language.name());
    }
}
