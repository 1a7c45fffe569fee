package dev.statewave.context.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyRule;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why something stands in a context, or does not.
 *
 * @param kind of the memory; {@code episode} for an episode that no memory was made of yet
 * @param signals what each signal has added to the score, by its name
 * @param similarity with the task by meaning, -1 to 1; null where there is no vector
 * @param words how much of the task stands in it by words, about 0 to 1
 * @param score null where it was no candidate, or where its text is redacted
 * @param reason why it was left out: {@code budget}, {@code repeat_of:<id>}, {@code below_floor},
 *     {@code superseded_by:<id>}, {@code expired} or {@code policy:<rule>}; null where it was chosen
 */
public record Candidate(
        UUID id,
        String kind,
        String content,
        Map<String, Double> signals,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double similarity,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double words,
        @Nullable Double score,
        boolean chosen,
        @Nullable String reason) {

    /** Followed by the id of the rule that leaves it out. */
    static final String POLICY = "policy:";

    /** One that the policy leaves out: nothing is told of its text. */
    public static Candidate deniedBy(PolicyRule rule, UUID id, String kind) {
        return retired(id, kind, PolicyBundle.REDACTED, POLICY + rule.id());
    }

    boolean isDenied() {
        return reason != null && reason.startsWith(POLICY);
    }

    /** One that is no candidate any more. */
    public static Candidate retired(UUID id, String kind, String content, String reason) {
        return new Candidate(id, kind, content, Map.of(), null, null, null, false, reason);
    }
}
