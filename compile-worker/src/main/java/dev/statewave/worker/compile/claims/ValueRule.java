package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import dev.statewave.worker.text.Words;
import java.util.List;
import java.util.Set;

/**
 * Which values a sentence may have to be a claim. A claim of which there is one at a time retires others, so everything
 * that may be a figure of speech, a second statement, a time that is over or a condition is none.
 */
enum ValueRule {

    /** Several stand side by side, so nothing is lost by a wrong one. */
    ANYTHING {
        @Override
        boolean allows(String value, boolean capitals) {
            return true;
        }
    },
    ONE_THING {
        @Override
        boolean allows(String value, boolean capitals) {
            return single(value);
        }
    },
    PERSON {
        @Override
        boolean allows(String value, boolean capitals) {
            return single(value) && NAMES.matcher(value).matches() && without(NO_NAMES, value);
        }
    },
    EMPLOYER {
        @Override
        boolean allows(String value, boolean capitals) {
            return single(value)
                    && (capitals
                            ? NAMED.matcher(ClaimWords.bare(value)).lookingAt()
                            : brief(value) && without(NO_EMPLOYERS, value));
        }
    },
    /** People also join calls, so this is a name and at most the role in which they joined it. */
    JOINED {
        @Override
        boolean allows(String value, boolean capitals) {
            return single(value) && JOINED_NAME.matcher(ClaimWords.bare(value)).matches();
        }
    },
    PLACE {
        @Override
        boolean allows(String value, boolean capitals) {
            return single(value)
                    && (capitals
                            ? PLACED.matcher(ClaimWords.bare(value)).lookingAt()
                            : brief(value) && without(NO_PLACES, value));
        }
    },
    /** People also move to other tools, teams and floors. */
    MOVED {
        @Override
        boolean allows(String value, boolean capitals) {
            return PLACE.allows(value, capitals)
                    && value.chars().noneMatch(Words::isDigit)
                    && without(NO_DESTINATIONS, value);
        }
    };

    private static final Pattern NAMES =
            Pattern.compile("\\p{Lu}[\\p{L}\\p{M}'’.-]*(?: \\p{Lu}[\\p{L}\\p{M}'’.-]*){0,3}");
    private static final Pattern NAMED = Pattern.compile("[\\p{Lu}\\d]");
    /** Porto, or the old town of Porto. */
    private static final Pattern PLACED = Pattern.compile("[\\p{Lu}\\d]|(?:[\\p{L}'’-]+ ){1,6}?(?:of|in|near) \\p{Lu}");

    private static final Pattern JOINED_NAME =
            Pattern.compile("\\p{Lu}[\\p{L}\\p{M}\\d&'’.-]*(?: (?:\\p{Lu}[\\p{L}\\p{M}\\d&'’.-]*|&)){0,4}"
                    + "(?: as [^\\n\\r\\x{85}\\x{2028}\\x{2029}]{1,60})?");
    private static final Pattern YEAR = Pattern.compile("\\b(?:19|20)\\d\\d\\b");
    // After a comma there may be more of a name, but what begins in lower case is another statement.
    private static final Pattern SECOND_STATEMENT = Pattern.compile("[.!] |[!:;(]|, *\\p{Ll}|--| [-–—] ");

    /** With one of these a sentence says more than one thing, or does not say for sure that it holds now. */
    private static final Set<String> UNSURE = Set.of(
            "and",
            "or",
            "but",
            "if",
            "when",
            "whenever",
            "while",
            "until",
            "till",
            "unless",
            "because",
            "before",
            "after",
            "ago",
            "next",
            "tomorrow",
            "soon",
            "then",
            "once",
            "was",
            "were",
            "used",
            "will",
            "would",
            "might",
            "may",
            "could",
            "should",
            "not",
            "never",
            "maybe",
            "perhaps",
            "probably",
            "formerly",
            "previously",
            "plans",
            "planning",
            "wants",
            "hopes",
            "wishes",
            "considering",
            "almost");
    /** With one of these in its value it may hold beside others. */
    private static final Set<String> BESIDE_OTHERS = Set.of(
            "where",
            "who",
            "which",
            "whose",
            "that",
            "on",
            "during",
            "every",
            "sometimes",
            "often",
            "usually",
            "mostly",
            "partly",
            "also",
            "too",
            "part-time",
            "weekends",
            "summer",
            "winter",
            "spring",
            "autumn",
            "is",
            "are",
            "am",
            "i",
            "i'm",
            "we",
            "he",
            "she",
            "they",
            "no",
            "longer",
            "anymore",
            "than",
            "plus");

    private static final Set<String> NO_NAMES = Set.of(
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
            "later",
            "today",
            "tonight",
            "now",
            "back",
            "crazy",
            "old",
            "happy");
    private static final Set<String> NO_EMPLOYERS = Set.of(
            "night",
            "nights",
            "home",
            "school",
            "sea",
            "height",
            "heights",
            "speed",
            "scale",
            "work",
            "large",
            "myself",
            "himself",
            "herself",
            "themselves",
            "free",
            "fun",
            "money",
            "peanuts",
            "food",
            "you",
            "me",
            "him",
            "her",
            "us",
            "them",
            "it",
            "least",
            "most",
            "noon",
            "dawn",
            "office",
            "government",
            "pace",
            "clients",
            "customers",
            "several",
            "many",
            "various");
    private static final Set<String> NO_PLACES = Set.of(
            "fear",
            "hope",
            "peace",
            "harmony",
            "poverty",
            "pain",
            "silence",
            "sin",
            "constant",
            "dread",
            "denial",
            "bliss",
            "solitude",
            "isolation",
            "luxury",
            "exile",
            "comfort",
            "anticipation",
            "housing",
            "town",
            "it",
            "there",
            "here",
            "different",
            "many",
            "several",
            "various");
    private static final Set<String> NO_DESTINATIONS = Set.of(
            "linux",
            "windows",
            "mac",
            "macos",
            "ubuntu",
            "debian",
            "android",
            "ios",
            "iphone",
            "java",
            "python",
            "rust",
            "kotlin",
            "go",
            "golang",
            "typescript",
            "javascript",
            "ruby",
            "scala",
            "spring",
            "react",
            "kubernetes",
            "docker",
            "aws",
            "azure",
            "gcp",
            "cloud",
            "postgres",
            "postgresql",
            "mysql",
            "kafka",
            "git",
            "github",
            "gitlab",
            "slack",
            "teams",
            "zoom",
            "notion",
            "jira",
            "gmail",
            "outlook",
            "vim",
            "neovim",
            "emacs",
            "vscode",
            "intellij",
            "firefox",
            "chrome",
            "safari",
            "sales",
            "marketing",
            "engineering",
            "finance",
            "legal",
            "support",
            "operations",
            "hr",
            "product",
            "research",
            "design",
            "team",
            "department",
            "project",
            "job",
            "role",
            "plan",
            "phase",
            "floor",
            "stripe",
            "adyen",
            "paypal");
    private static final Set<String> BEFORE_NOUNS = Set.of(
            "a", "an", "the", "my", "our", "your", "his", "her", "their", "this", "that", "some", "one", "another",
            "any", "to", "as", "in", "with", "from");

    /**
     * @param value the rest of the sentence, without the mark at its end
     * @param capitals whether the writer uses any, so that a word without one is no name
     */
    abstract boolean allows(String value, boolean capitals);

    /** Whether a text says for sure that something holds now, as far as English words tell. */
    static boolean sure(String text) {
        return !YEAR.matcher(text).find() && !SECOND_STATEMENT.matcher(text).find() && without(UNSURE, text);
    }

    private static boolean single(String value) {
        return sure(value) && without(BESIDE_OTHERS, value);
    }

    private static boolean brief(String value) {
        return ClaimWords.of(ClaimWords.bare(value)).size() <= 2 && without(BEFORE_NOUNS, value);
    }

    private static boolean without(Set<String> words, String text) {
        List<String> found = ClaimWords.of(text);
        return !found.isEmpty() && found.stream().noneMatch(words::contains);
    }
}
