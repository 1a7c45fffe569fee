package dev.statewave.context.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.policy.PolicyRule;
import dev.statewave.platform.policy.PolicyView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the policy said of the memories that an answer could have been made of.
 *
 * @param policyBundleHash of the bundle that held; null for none
 * @param filtersApplied the rules that fired, by memory; the first {@link #MOST}
 * @param filtersSkipped the rules that fired for no memory
 * @param mode {@code log_only}, where nothing was left out, or {@code enforce}
 */
record ReceiptPolicy(
        @Nullable String policyBundleHash, List<Applied> filtersApplied, List<Skipped> filtersSkipped, String mode) {

    private static final int MOST = 500;

    /** @param inherited true where the memory has no such label, and shares an episode with one that has */
    record Applied(
            String ruleId,
            UUID memoryId,
            String action,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean inherited) {}

    record Skipped(String ruleId, String action) {

        private static Skipped of(PolicyRule rule) {
            return new Skipped(rule.id(), rule.action().wire());
        }
    }

    static ReceiptPolicy of(PolicyView view) {
        return new ReceiptPolicy(
                view.bundleHash(),
                view.hits().stream().limit(MOST).map(ReceiptPolicy::applied).toList(),
                view.silentRules().stream().map(Skipped::of).toList(),
                view.mode().wire());
    }

    private static Applied applied(PolicyView.Hit hit) {
        return new Applied(hit.rule().id(), hit.memory(), hit.rule().action().wire(), hit.inherited());
    }
}
