package dev.statewave.worker.compile.claims;

import com.google.re2j.Matcher;
import dev.statewave.worker.text.Words;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the claim of a profile fact, in English. A fact that is not one plain sentence of a known form has none: it may
 * be over, wished for, or more than the claim would say.
 */
public final class ClaimReader {

    private static final int LONGEST = 300;
    private static final int LONGEST_SCOPE = 100;
    /** What begins with a capital at the beginning of a sentence and is nobody's name. */
    private static final Set<String> NOBODY = Set.of(
            "the",
            "a",
            "an",
            "he",
            "she",
            "it",
            "they",
            "you",
            "this",
            "that",
            "these",
            "those",
            "who",
            "what",
            "nobody",
            "somebody",
            "someone",
            "everybody",
            "everyone",
            "anyone",
            "none",
            "one",
            "all",
            "both",
            "each",
            "some",
            "many",
            "most",
            "if",
            "when",
            "while",
            "once",
            "before",
            "after",
            "until",
            "because",
            "maybe",
            "perhaps",
            "did",
            "does",
            "do",
            "is",
            "was",
            "would",
            "could",
            "should",
            "why",
            "how",
            "where",
            "his",
            "her",
            "their",
            "your",
            "its",
            "not",
            "never",
            "people",
            "no",
            "and",
            "or",
            "but",
            "so",
            "then",
            "now",
            "here",
            "there");

    private ClaimReader() {}

    /**
     * The claim that the words make.
     *
     * @param speaker whose it is where the sentence says "I"
     */
    public static Optional<Claim> read(String content, String speaker) {
        String sentence = withSingleSpaces(withoutEnd(content.strip()));
        if (sentence.length() > LONGEST || sentence.contains("?") || sentence.contains("\n")) {
            return Optional.empty();
        }
        for (ClaimForm form : ClaimForm.ALL) {
            Matcher matcher = form.pattern().matcher(sentence);
            if (matcher.matches()) {
                return claim(form, matcher, speaker, !Character.isLowerCase(sentence.codePointAt(0)));
            }
        }
        return Optional.empty();
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
                .filter(key -> !key.single() || ValueRule.sure(withoutEnd(content)))
                .map(key -> new Claim(
                        key,
                        value,
                        ofUser ? Claim.USER : scope,
                        told.path("negated").asBoolean(false),
                        Claim.MODEL));
    }

    private static Optional<Claim> claim(ClaimForm form, Matcher matcher, String speaker, boolean capitals) {
        String value = matcher.group("value").strip();
        String other = group(matcher, "other");
        if (!form.value().allows(value, capitals)
                || other != null
                        && NOBODY.contains(other.toLowerCase(Locale.ROOT).split(" ")[0])) {
            return Optional.empty();
        }
        String scope = speaker;
        String organisation = group(matcher, "org");
        if (other != null) {
            scope = String.join(" ", ClaimWords.of(other));
        } else if (group(matcher, "user") != null) {
            scope = Claim.USER;
        } else if (organisation != null) {
            scope = organisation.toLowerCase(Locale.ROOT);
        }
        if (form.key() == ClaimKey.FAVORITE) {
            scope += "/"
                    + String.join(" ", ClaimWords.of(matcher.group("topic"))).replace("colour", "color");
        }
        return Optional.of(new Claim(form.key(), ClaimWords.normal(value), scope, form.negated(), Claim.TEXT));
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

    // Not every form has every group.
    private static @Nullable String group(Matcher matcher, String name) {
        return matcher.pattern().namedGroups().containsKey(name) ? matcher.group(name) : null;
    }
}
