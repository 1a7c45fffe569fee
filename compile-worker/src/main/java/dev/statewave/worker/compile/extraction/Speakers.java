package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.claims.Claim;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who says "I" in the text of an episode: by the role or the name that stands before a line, and where there is none,
 * by who sent it.
 */
final class Speakers {

    private static final Pattern PREFIX =
            Pattern.compile("(?m)^(\\p{L}[\\p{L}\\p{M}\\d._'-]{0,40}(?: [\\p{L}\\p{M}\\d._'-]{1,40}){0,2}):\\s");
    /** Before a statement there is nothing, the end of another one, or a word that begins one. */
    private static final Pattern BEFORE_STATEMENT =
            Pattern.compile("(?is)(?:.*(?:[.!?,;:\\n–—]|\\b(?:and|but|so|well|hi|hello|hey|yes|no|now))\\s*|\\s*)");

    private static final int LOOK_BACK = 40;
    private static final Set<String> SUBJECT = Set.of("user", "customer", "human", "client", "me", "caller", "visitor");
    private static final Set<String> OTHER_SIDE =
            Set.of("assistant", "agent", "system", "tool", "support", "staff", "bot", "ai", "developer", "function");

    private final String text;
    private final String source;
    private final NavigableMap<Integer, String> turns = new TreeMap<>();

    /** @param source who sent the episode */
    Speakers(String text, String source) {
        this.text = text;
        this.source = source.toLowerCase(Locale.ROOT);
        Matcher prefix = PREFIX.matcher(text);
        while (prefix.find()) {
            turns.put(prefix.start(), prefix.group(1).toLowerCase(Locale.ROOT));
        }
    }

    /**
     * The scope of a claim that begins at a place of the text.
     *
     * @return empty where it is said by the other side, or is part of a longer sentence, which may be about anything
     */
    Optional<String> at(int start) {
        if (!BEFORE_STATEMENT
                .matcher(text.substring(Math.max(0, start - LOOK_BACK), start))
                .matches()) {
            return Optional.empty();
        }
        var turn = turns.floorEntry(start);
        if (turn == null) {
            return OTHER_SIDE.contains(source) ? Optional.empty() : Optional.of(Claim.USER);
        }
        String name = turn.getValue();
        return OTHER_SIDE.contains(name) ? Optional.empty() : Optional.of(SUBJECT.contains(name) ? Claim.USER : name);
    }
}
