package dev.statewave.contract.sensitivity;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds secrets in a text, one behind the other: keys and tokens that begin as their issuers say, JSON Web Tokens, and
 * private keys in PEM. What looks like a placeholder, as {@code ghp_xxxx…}, is none.
 */
final class SecretScanner {

    /** Characters of a token behind its prefix. */
    private enum Alphabet {
        UPPER,
        ALPHANUMERIC,
        /** Letters, digits and these. */
        UNDERSCORE("_"),
        HYPHEN("-"),
        BASE64("+/="),
        BASE64_URL("-_"),
        PATH("/"),
        COOKIE("-_%+/=");

        private final String more;

        Alphabet() {
            this("");
        }

        Alphabet(String more) {
            this.more = more;
        }

        boolean has(char c) {
            return this == UPPER
                    ? Characters.isUpper(c) || Characters.isDigit(c)
                    : Characters.isAlphanumeric(c) || more.indexOf(c) >= 0;
        }
    }

    /**
     * How tokens of an issuer look.
     *
     * @param least characters behind the prefix
     * @param random whether a part without punctuation has to look like no word
     */
    private record Form(int number, String prefix, Alphabet alphabet, int least, int most, boolean random) {}

    private static final int ANY = Integer.MAX_VALUE;
    private static final List<Form> FORMS = new ArrayList<>();

    static {
        // AWS
        add("AKIA", Alphabet.UPPER, 16, 16, false);
        add("ASIA", Alphabet.UPPER, 16, 16, true);
        // GitHub
        for (String kind : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            add(kind, Alphabet.UNDERSCORE, 36, ANY, true);
        }
        add("github_pat_", Alphabet.UNDERSCORE, 36, ANY, true);
        // OpenAI, Anthropic, and those who took over their form
        add("sk-", Alphabet.BASE64_URL, 20, ANY, true);
        // Google
        add("AIza", Alphabet.BASE64_URL, 35, ANY, false);
        add("ya29.", Alphabet.BASE64_URL, 30, ANY, false);
        add("GOCSPX-", Alphabet.BASE64_URL, 20, ANY, false);
        // Slack
        for (String kind : List.of("xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxe-", "xoxe.", "xapp-")) {
            add(kind, Alphabet.HYPHEN, 15, ANY, false);
        }
        add("xoxd-", Alphabet.COOKIE, 15, ANY, false);
        add("https://hooks.slack.com/services/", Alphabet.PATH, 30, ANY, false);
        // Stripe
        for (String kind : List.of("sk_live_", "sk_test_", "rk_live_", "rk_test_")) {
            add(kind, Alphabet.ALPHANUMERIC, 16, ANY, false);
        }
        add("whsec_", Alphabet.BASE64, 24, ANY, false);
    }

    private static final Form[][] BY_FIRST = new Form[128][];

    static {
        for (char c = 0; c < 128; c++) {
            char first = c;
            BY_FIRST[c] = FORMS.stream()
                    .filter(form -> form.prefix().charAt(0) == first)
                    .toArray(Form[]::new);
        }
    }

    private static final String JWT = "eyJ";
    /** Characters of a header, and of the part that follows: what is shorter is no token. */
    private static final int SHORTEST_JWT_PART = 10;

    private static final String PEM = "-----";
    private static final String PEM_BEGIN = "-----BEGIN ";
    private static final int LONGEST_PEM_LABEL = 64;
    private static final int LONGEST_PEM = 20_000;
    private static final int SHORTEST_PEM_LINE = 32;

    /** A token that has fewer different characters is a placeholder. */
    private static final int FEWEST_CHARACTERS = 6;
    /** Characters without punctuation that a word of letters and digits does not have. */
    private static final int RANDOM_PART = 16;

    private final String text;
    /**
     * For each form, where the run ends that a place of it was refused in: another place of the same run is refused
     * too, and need not be looked at.
     */
    private final int[] refusedUntil = new int[FORMS.size()];

    private int jwtRefusedUntil;
    private int start;
    private int end;

    SecretScanner(String text) {
        this.text = text;
    }

    private static void add(String prefix, Alphabet alphabet, int least, int most, boolean random) {
        FORMS.add(new Form(FORMS.size(), prefix, alphabet, least, most, random));
    }

    static boolean matches(String text) {
        return new SecretScanner(text).find();
    }

    /** Goes on to the next secret; false where there is none. */
    boolean find() {
        for (int i = end; i < text.length(); i++) {
            char c = text.charAt(i);
            int found = -1;
            if (c == '-') {
                found = pem(i);
            } else if (c == 'e') {
                found = jwt(i);
            } else if (c < 128 && BY_FIRST[c].length > 0) {
                found = token(i, BY_FIRST[c]);
            }
            if (found > 0) {
                start = i;
                end = found;
                return true;
            }
        }
        end = text.length();
        return false;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Where the token ends that begins at a place; -1 where none does. */
    private int token(int from, Form[] forms) {
        for (Form form : forms) {
            if (text.startsWith(form.prefix(), from)
                    && from >= refusedUntil[form.number()]
                    && Characters.beginsToken(text, from)) {
                int body = from + form.prefix().length();
                int last = run(form.alphabet(), body);
                if (isToken(form, body, last)) {
                    return last;
                }
                refusedUntil[form.number()] = last;
            }
        }
        return -1;
    }

    private int run(Alphabet alphabet, int from) {
        int last = from;
        while (last < text.length() && alphabet.has(text.charAt(last))) {
            last++;
        }
        return last;
    }

    private boolean isToken(Form form, int from, int last) {
        int length = last - from;
        if (length < form.least() || length > form.most() || !isVaried(from, last)) {
            return false;
        }
        boolean whole = form.most() == ANY || !Characters.isAlphanumeric(Characters.at(text, last));
        return whole && (!form.random() || hasRandomPart(from, last));
    }

    private boolean isVaried(int from, int last) {
        long low = 0;
        long high = 0;
        for (int i = from; i < last; i++) {
            char c = text.charAt(i);
            if (c < 64) {
                low |= 1L << c;
            } else {
                high |= 1L << c - 64;
            }
        }
        return Long.bitCount(low) + Long.bitCount(high) >= FEWEST_CHARACTERS;
    }

    private boolean hasRandomPart(int from, int last) {
        int length = 0;
        boolean letter = false;
        boolean digit = false;
        for (int i = from; i < last; i++) {
            char c = text.charAt(i);
            if (Characters.isAlphanumeric(c)) {
                length++;
                letter |= !Characters.isDigit(c);
                digit |= Characters.isDigit(c);
                if (length >= RANDOM_PART && letter && digit) {
                    return true;
                }
            } else {
                length = 0;
                letter = false;
                digit = false;
            }
        }
        return false;
    }

    /** Three parts or more, the first of them an object of JSON. */
    private int jwt(int from) {
        if (from < jwtRefusedUntil || !text.startsWith(JWT, from) || !Characters.beginsToken(text, from)) {
            return -1;
        }
        int header = run(Alphabet.BASE64_URL, from);
        int payload = nextPart(header);
        int signature = payload < 0 ? -1 : nextPart(payload);
        if (signature < 0
                || header - from < SHORTEST_JWT_PART
                || payload - header <= SHORTEST_JWT_PART
                || signature - payload <= SHORTEST_JWT_PART) {
            jwtRefusedUntil = header;
            return -1;
        }
        // The encrypted ones have five parts.
        for (int next = nextPart(signature); next > 0; next = nextPart(next)) {
            signature = next;
        }
        return signature;
    }

    /** Where the part ends that begins with a dot at a place; -1 where none does. */
    private int nextPart(int dot) {
        if (Characters.at(text, dot) != '.') {
            return -1;
        }
        int last = run(Alphabet.BASE64_URL, dot + 1);
        return last == dot + 1 ? -1 : last;
    }

    /** Where the private key ends that begins at a place; -1 where none does. */
    private int pem(int from) {
        if (!text.startsWith(PEM_BEGIN, from)) {
            return -1;
        }
        int label = from + PEM_BEGIN.length();
        int body = label;
        while (body - label <= LONGEST_PEM_LABEL
                && (Alphabet.UPPER.has(Characters.at(text, body)) || Characters.at(text, body) == ' ')
                && body < text.length()) {
            body++;
        }
        if (!text.startsWith(PEM, body) || !text.substring(label, body).contains("PRIVATE KEY")) {
            return -1;
        }
        body += PEM.length();
        int last = body;
        int line = 0;
        int longest = 0;
        while (last < text.length() && last - body < LONGEST_PEM && !text.startsWith(PEM, last)) {
            line = Alphabet.BASE64.has(text.charAt(last)) ? line + 1 : 0;
            longest = Math.max(longest, line);
            last++;
        }
        // A mention of such a key in a sentence is none.
        return longest < SHORTEST_PEM_LINE ? -1 : endOfPem(body, last);
    }

    private int endOfPem(int body, int last) {
        if (text.startsWith("-----END ", last)) {
            int close = text.indexOf(PEM, last + PEM.length());
            if (close > 0 && close - last <= LONGEST_PEM_LABEL + PEM_BEGIN.length()) {
                return close + PEM.length();
            }
        }
        // Cut off: as far as it looks like a key.
        int cut = body;
        while (cut < last && (Alphabet.BASE64.has(text.charAt(cut)) || " \r\n\t\\".indexOf(text.charAt(cut)) >= 0)) {
            cut++;
        }
        return cut;
    }
}
