package dev.statewave.contract.policy;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Rules, in the order in which they are asked. Immutable, and without any state, so that the same memory and caller
 * always get the same answer.
 *
 * @param hash SHA-256 of the content in one form, in hexadecimal digits: layout, comments, the order of keys and that
 *     of lists of labels and types do not change it
 * @param metadata as the bundle has it
 * @param definitions the rules as the bundle has them, for display
 */
public record PolicyBundle(String hash, int version, JsonNode metadata, List<PolicyRule> rules, JsonNode definitions) {

    /** What stands in place of a text that a rule redacts. */
    public static final String REDACTED = "[REDACTED by policy]";

    /**
     * The first rule that fires; empty where none does, and the memory is shown.
     *
     * @param labels the sensitivity labels of a memory
     */
    public Optional<PolicyRule> evaluate(Collection<String> labels, PolicyCaller caller) {
        for (PolicyRule rule : rules) {
            if (rule.when().concerns(labels) && rule.when().concerns(caller)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Whether a rule could fire for this caller, whatever the memories are. */
    public boolean concerns(PolicyCaller caller) {
        return rules.stream().anyMatch(rule -> rule.when().concerns(caller));
    }

    /** Whether a rule could fire for a memory without labels. */
    public boolean concernsUnlabelled(PolicyCaller caller) {
        return evaluate(List.of(), caller).isPresent();
    }
}
