package dev.statewave.worker.compile.claims;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A sentence in which people state a fact. The groups of its pattern: {@code value}; {@code old} for a value that this
 * one takes the place of; {@code topic} for what a favorite is one of; {@code rest} for what follows and is no part of
 * the fact; {@code me}, {@code user}, {@code other} or {@code org} for whose it is.
 *
 * @param negated whether it says that the value holds no longer
 * @param rule which values the sentence may have
 * @param template what the claim says of the value
 */
record FactForm(boolean negated, ValueRule rule, String template, Pattern pattern) {

    private static final int LONGEST = 300;

    /** Whether it is about somebody else than who says it. */
    boolean ofAnother(Matcher matcher) {
        return has("me") && matcher.group("me") == null;
    }

    /** Where the words end that state the fact. */
    int end(Matcher matcher) {
        int rest = has("rest") ? matcher.start("rest") : -1;
        return rest < 0 ? matcher.end() : rest;
    }

    /** Empty where the values are none of which this can be said for sure. */
    List<StatedFact> facts(ClaimKey key, Matcher matcher, String statement, String speaker, Language language) {
        String scope = scope(matcher, speaker, language);
        if (scope == null || end(matcher) > LONGEST) {
            return List.of();
        }
        boolean capitals = !Character.isLowerCase(statement.codePointAt(0));
        var facts = new ArrayList<StatedFact>();
        int end = end(matcher);
        if (!addFact(facts, key, "value", negated, end, matcher, scope, capitals, language)) {
            return List.of();
        }
        if (has("old") && matcher.start("old") >= 0) {
            // Of two memories each has its own words: "I switched from Vim" and all of the sentence.
            boolean oldFirst = matcher.start("old") < matcher.start("value");
            if (!oldFirst) {
                StatedFact value = facts.removeFirst();
                facts.add(new StatedFact(matcher.end("value"), value.claim()));
            }
            addFact(facts, key, "old", true, oldFirst ? matcher.end("old") : end, matcher, scope, capitals, language);
        }
        return facts;
    }

    private boolean addFact(
            List<StatedFact> facts,
            ClaimKey key,
            String group,
            boolean negation,
            int end,
            Matcher matcher,
            String scope,
            boolean capitals,
            Language language) {
        String said = withoutReason(matcher.group(group).strip(), language);
        if (said.isEmpty() || !rule.allows(said, capitals, language)) {
            return false;
        }
        String value = ClaimWords.normal(said);
        boolean change =
                key == ClaimKey.PREFERENCE && language.phrases("change").in(Phrases.comparable(matcher.group()));
        facts.add(new StatedFact(
                end, new Claim(key, template.formatted(value), scope, negation, change && !negation, Claim.TEXT)));
        return !value.isEmpty();
    }

    // "tea because it is warm"
    private static String withoutReason(String value, Language language) {
        int reason = language.phrases("ends").find(Phrases.comparable(value), 1);
        return reason > 0 ? value.substring(0, reason).strip() : value;
    }

    private @Nullable String scope(Matcher matcher, String speaker, Language language) {
        String scope = speaker;
        String other = group(matcher, "other");
        String organisation = group(matcher, "org");
        if (other != null) {
            List<String> words = ClaimWords.of(other);
            if (words.isEmpty() || language.words("nobody").contains(words.getFirst())) {
                return null;
            }
            scope = String.join(" ", words);
        } else if (group(matcher, "user") != null) {
            scope = Claim.USER;
        } else if (organisation != null) {
            scope = organisation.toLowerCase(Locale.ROOT);
        }
        String topic = group(matcher, "topic");
        return topic == null
                ? scope
                : scope + "/" + String.join(" ", ClaimWords.of(topic)).replace("colour", "color");
    }

    // Not every form has every group.
    private @Nullable String group(Matcher matcher, String name) {
        return has(name) ? matcher.group(name) : null;
    }

    private boolean has(String group) {
        return pattern.namedGroups().containsKey(group);
    }
}
