package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import dev.statewave.worker.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which values a sentence may have to be a claim. A claim of which there is one at a time retires others, so everything
 * that may be a figure of speech, a second statement, a time that is over or a condition is none. The words by which
 * this is told are those of the language.
 */
enum ValueRule {

    /** Several stand side by side, so nothing is lost by a wrong one. */
    ANYTHING {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return startsOutside("no thing", value, language);
        }
    },
    ONE_THING {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return single(value, language);
        }
    },
    PERSON {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return single(value, language)
                    && nothingElse("no name", value, language)
                    && (NAMES.matcher(value).matches()
                            || LOWER_NAME.matcher(value).matches());
        }
    },
    /** Where the same sentence is used for what people are, only a surname makes it a name. */
    SURNAME {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return PERSON.allows(value, capitals, language)
                    && language.list("surnames").stream().anyMatch(value::startsWith);
        }
    },
    EMPLOYER {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return single(value, language)
                    && nothingElse("no employer", value, language)
                    && (capitals
                            ? ORGANISATION.matcher(ClaimWords.bare(value)).lookingAt()
                            : brief(value, language) && without("no employer", value, language));
        }
    },
    /** People also join calls, so this is a name and at most the role in which they joined it. */
    JOINED {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return single(value, language)
                    && JOINED_NAME.matcher(ClaimWords.bare(value)).matches();
        }
    },
    PLACE {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return single(value, language)
                    && nothingElse("no place", value, language)
                    && (capitals
                            ? PLACED.matcher(ClaimWords.bare(value)).lookingAt()
                            : brief(value, language) && without("no place", value, language));
        }
    },
    /** People also move to other tools, teams and floors. */
    MOVED {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return PLACE.allows(value, capitals, language)
                    && value.chars().noneMatch(Words::isDigit)
                    && without("no destination", value, language);
        }
    },
    /** People also switch from the sofa to the chair, so this is a name. */
    TOOL {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return sure(value, language)
                    && nothingElse("no tool", value, language)
                    && (capitals ? NAMED.matcher(ClaimWords.bare(value)).lookingAt() : brief(value, language));
        }
    },
    ALLERGY {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return sure(value, language)
                    && ClaimWords.of(value).size() <= LONGEST_THING
                    && without("no allergy", value, language);
        }
    },
    DIET {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return sure(value, language);
        }
    },
    FOOD {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return sure(value, language)
                    && ClaimWords.of(value).size() <= LONGEST_FOOD
                    && without("no food", value, language);
        }
    },
    /** A phrase that is a fact and claims nothing. */
    PHRASE {
        @Override
        boolean allows(String value, boolean capitals, Language language) {
            return false;
        }
    };

    private static final int LONGEST_THING = 6;
    private static final int LONGEST_FOOD = 3;

    private static final Pattern NAMES = Pattern.compile("[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}\\d'’.·・-]*"
            + "(?: (?:\\p{Ll}{2,3} ){0,3}[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}\\d'’.·・-]*){0,5}");
    private static final Pattern LOWER_NAME = Pattern.compile("[\\p{L}\\p{M}][\\p{L}\\p{M}'’-]+");
    private static final Pattern NAMED = Pattern.compile("[*_`\"'“]*[\\p{Lu}\\p{Lo}\\d]");
    /** Acme, acme.io, or the city of Ghent. */
    private static final Pattern ORGANISATION = Pattern.compile(
            "[*_`\"'“]*[\\p{Lu}\\p{Lo}\\d]|(?:[\\p{L}\\p{M}'’-]+ ){1,2}?of \\p{Lu}|[\\p{L}\\d-]+\\.\\p{Ll}{2,}");
    /** Porto, or the old town of Porto. */
    private static final Pattern PLACED = Pattern.compile(
            "(?:['’]s-)?[\\p{Lu}\\p{Lo}\\d]|(?:[\\p{L}\\p{M}'’-]+ ){1,6}?(?:of|in|near|von|bei|de) [\\p{Lu}\\p{Lo}]");

    private static final Pattern JOINED_NAME =
            Pattern.compile("[\\p{Lu}\\p{Lo}][\\p{L}\\p{M}\\d&'’.-]*(?: (?:\\p{Lu}[\\p{L}\\p{M}\\d&'’.-]*|&)){0,4}"
                    + "(?: as [^\\n\\r\\x{85}\\x{2028}\\x{2029}]{1,60})?");
    private static final Pattern YEAR = Pattern.compile("\\b(?:19|20)\\d\\d\\b");
    // After a comma there may be more of a name, but what begins in lower case is another statement.
    private static final Pattern SECOND_STATEMENT = Pattern.compile("[!] |[:;(]|, *\\p{Ll}|--| [-–—] |[。！？，；：]");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[\\p{L}\\p{M}\\d]{4}\\. \\p{Lu}|[\\p{L}\\p{M}\\d]{5,}\\. ");

    /**
     * @param value the rest of the sentence, without the mark at its end
     * @param capitals whether the writer uses any, so that a word without one is no name
     */
    abstract boolean allows(String value, boolean capitals, Language language);

    /** The one that a file calls by this name. */
    static ValueRule of(String name) {
        return Arrays.stream(values())
                .filter(rule -> rule.name().equals(name.toUpperCase(Locale.ROOT).replace(' ', '_')))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no such rule: " + name));
    }

    /** Whether a text says one thing, and says for sure that it holds now, as far as words tell. */
    static boolean sureOfOne(String text, Language language) {
        return sure(text, language) && without("several", text, language);
    }

    private static boolean sure(String text, Language language) {
        return !YEAR.matcher(text).find()
                && !SECOND_STATEMENT.matcher(text).find()
                && !SENTENCE_END.matcher(text).find()
                && without("unsure", text, language)
                && language.list("unsure parts").stream().noneMatch(text::contains);
    }

    private static boolean single(String value, Language language) {
        return sureOfOne(value, language) && without("beside", value, language);
    }

    private static boolean brief(String value, Language language) {
        return ClaimWords.of(ClaimWords.bare(value)).size() <= 2 && without("before nouns", value, language);
    }

    /** Whether there is more to it than one word of the list. */
    private static boolean nothingElse(String list, String value, Language language) {
        List<String> words = ClaimWords.of(ClaimWords.bare(value));
        return words.size() != 1 || !language.words(list).contains(words.getFirst());
    }

    private static boolean startsOutside(String list, String value, Language language) {
        List<String> words = ClaimWords.of(value);
        return !words.isEmpty() && !language.words(list).contains(words.getFirst());
    }

    private static boolean without(String list, String text, Language language) {
        Set<String> unwanted = language.words(list);
        List<String> found = ClaimWords.of(text);
        return !found.isEmpty() && found.stream().noneMatch(unwanted::contains);
    }
}
