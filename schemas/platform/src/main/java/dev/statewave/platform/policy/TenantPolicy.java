package dev.statewave.platform.policy;

import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyMode;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a tenant.
 *
 * @param requireCaller whether its reads have to say who asks
 * @param active null where no bundle holds
 */
record TenantPolicy(
        PolicyMode mode, boolean requireCaller, @Nullable Active active) {

    /**
     * A bundle that holds.
     *
     * @param scope the tenant that it was uploaded for, an empty text for all
     * @param content as it was uploaded
     */
    record Active(String scope, String content, PolicyBundle bundle) {}

    boolean enforces() {
        return active != null && mode == PolicyMode.ENFORCE;
    }
}
