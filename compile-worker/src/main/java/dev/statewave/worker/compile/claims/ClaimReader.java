package dev.statewave.worker.compile.claims;

import dev.statewave.worker.text.Words;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads the claim of a profile fact. A fact that is not one plain sentence of a form that its {@link Language} knows
 * has none: it may be over, wished for, or more than the claim would say.
 */
public final class ClaimReader {

    private static final int LONGEST = 300;
    private static final int LONGEST_SCOPE = 100;

    private ClaimReader() {}

    /**
     * The claim that the words make.
     *
     * @param speaker whose it is where the sentence says "I"
     */
    public static Optional<Claim> read(String content, String speaker) {
        String sentence = withSingleSpaces(withoutEnd(Normalizer.normalize(content.strip(), Normalizer.Form.NFC)));
        if (sentence.length() > LONGEST || sentence.contains("?") || sentence.contains("\n")) {
            return Optional.empty();
        }
        return Language.ALL.stream()
                .flatMap(language -> language.read(sentence, speaker, false).stream()
                        .filter(fact -> fact.end() == sentence.length())
                        .limit(1))
                .flatMap(fact -> Stream.ofNullable(fact.claim()))
                .findFirst();
    }

    /**
     * The claim that a model told of a memory, where it is one: of a known key, and about something that the memory
     * names.
     *
     * @param told an object with {@code key}, {@code value}, and perhaps {@code scope} and {@code negated}
     */
    public static Optional<Claim> told(JsonNode told, String content) {
        String value = ClaimWords.normal(told.path("value").asString("").replace("\0", ""));
        String scope =
                String.join(" ", ClaimWords.of(told.path("scope").asString("").replace("\0", "")));
        boolean ofUser = scope.isEmpty()
                || Set.of("i", "me", "self", "the user", "speaker").contains(scope);
        return ClaimKey.of(told.path("key").asString("").strip().toLowerCase(Locale.ROOT))
                .filter(key -> !value.isEmpty() && value.length() <= LONGEST && scope.length() <= LONGEST_SCOPE)
                .filter(key -> ClaimWords.of(content).containsAll(ClaimWords.of(value)))
                // Whose favorite what it is has to be in the scope, and models leave it out.
                .filter(key -> key != ClaimKey.FAVORITE)
                .filter(key -> !key.single() || ValueRule.sureOfOne(withoutEnd(content), Language.ALL.getFirst()))
                .map(key -> new Claim(
                        key,
                        value,
                        ofUser ? Claim.USER : scope,
                        told.path("negated").asBoolean(false),
                        Claim.MODEL));
    }

    private static String withoutEnd(String content) {
        return Words.trimmedEnd(content, c -> Words.isAsciiWhiteSpace(c) || c == '.' || c == '!');
    }

    private static String withSingleSpaces(String sentence) {
        var spaced = new StringBuilder(sentence.length());
        for (int i = 0; i < sentence.length(); i++) {
            char c = sentence.charAt(i) == '\t' ? ' ' : sentence.charAt(i);
            if (c != ' ' || spaced.isEmpty() || spaced.charAt(spaced.length() - 1) != ' ') {
                spaced.append(c);
            }
        }
        return spaced.toString();
    }
}
