package dev.statewave.contract.policy;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a rule fires: all that is named has to hold.
 *
 * @param anyLabel a memory with one of these; null where it is not named, as all others
 * @param allLabels a memory with all of these
 * @param callerType exactly this one
 * @param callerTypeIn one of these
 * @param callerTypeNotIn none of these. A caller that does not say its type is none of them, so a rule that spares some
 *     types holds for who keeps silent
 * @param callerId exactly this one
 */
public record PolicyCondition(
        @Nullable Set<String> anyLabel,
        @Nullable Set<String> allLabels,
        @Nullable String callerType,
        @Nullable Set<String> callerTypeIn,
        @Nullable Set<String> callerTypeNotIn,
        @Nullable String callerId) {

    boolean concerns(PolicyCaller caller) {
        String type = caller.type();
        return (callerType == null || callerType.equals(type))
                && (callerTypeIn == null || type != null && callerTypeIn.contains(type))
                && (callerTypeNotIn == null || type == null || !callerTypeNotIn.contains(type))
                && (callerId == null || callerId.equals(caller.id()));
    }

    boolean concerns(Collection<String> labels) {
        return (anyLabel == null || !Collections.disjoint(anyLabel, labels))
                && (allLabels == null || labels.containsAll(allLabels));
    }
}
