package dev.statewave.context.receipts;

import org.jspecify.annotations.Nullable;

/**
 * What a tenant's configuration says of receipts.
 *
 * @param signingKeyId of the key that signs; null for none
 * @param policyMode {@code log_only} or {@code enforce}
 */
record TenantRules(Emission emission, @Nullable String signingKeyId, String policyMode) {

    /** Of who has no configuration. */
    static final TenantRules DEFAULT = new TenantRules(Emission.ON_REQUEST, null, "log_only");
}
