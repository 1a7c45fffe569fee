package dev.statewave.context.admin.policy;

import dev.statewave.contract.policy.PolicyAction;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a bundle says of past answers.
 *
 * @param rules all of the bundle, in its order
 * @param receipts those that would have been different
 */
record Simulation(List<RuleHits> rules, List<SimulatedReceipt> receipts) {

    /**
     * @param hits memories in answers that the rule fires for; one that stands in two answers counts twice
     * @param receipts answers that the rule changes
     */
    record RuleHits(String ruleId, String action, int hits, int receipts) {}

    record Changed(UUID memoryId, String ruleId) {}

    record SimulatedReceipt(
            String receiptId,
            @Nullable String tenantId,
            String subjectId,
            String createdAt,
            @Nullable String callerId,
            @Nullable String callerType,
            List<Changed> denied,
            List<Changed> redacted) {}

    /** @param labels that memories have at present; one that is gone is missing, and nothing is said of it */
    static Simulation of(PolicyBundle bundle, List<PastAnswer> answers, Map<UUID, List<String>> labels) {
        var hits = new HashMap<String, Integer>();
        var touched = new HashMap<String, Integer>();
        var changed = new ArrayList<SimulatedReceipt>();
        for (PastAnswer answer : answers) {
            var denied = new ArrayList<Changed>();
            var redacted = new ArrayList<Changed>();
            var fired = new HashSet<String>();
            for (UUID memory : answer.memories()) {
                List<String> known = labels.get(memory);
                PolicyRule rule = known == null
                        ? null
                        : bundle.evaluate(known, answer.caller()).orElse(null);
                if (rule != null) {
                    hits.merge(rule.id(), 1, Integer::sum);
                    fired.add(rule.id());
                    (rule.action() == PolicyAction.DENY ? denied : redacted).add(new Changed(memory, rule.id()));
                }
            }
            fired.forEach(rule -> touched.merge(rule, 1, Integer::sum));
            if (!fired.isEmpty()) {
                changed.add(new SimulatedReceipt(
                        answer.receiptId(),
                        answer.tenantId(),
                        answer.subjectId(),
                        answer.createdAt(),
                        answer.caller().id(),
                        answer.caller().type(),
                        denied,
                        redacted));
            }
        }
        return new Simulation(
                bundle.rules().stream()
                        .map(rule -> new RuleHits(
                                rule.id(),
                                rule.action().wire(),
                                hits.getOrDefault(rule.id(), 0),
                                touched.getOrDefault(rule.id(), 0)))
                        .toList(),
                changed);
    }
}
