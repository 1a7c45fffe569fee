package dev.statewave.context.tenants;

import dev.statewave.context.Fill;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's configuration says of its contexts and receipts.
 *
 * @param signingKeyId of the key that signs; null for none
 * @param fill what the budget of a context is spent on where the request does not say; null for as the service is set
 */
public record TenantRules(
        Emission emission,
        @Nullable String signingKeyId,
        @Nullable Fill fill) {

    /** Of who has no configuration. */
    public static final TenantRules DEFAULT = new TenantRules(Emission.ON_REQUEST, null, null);
}
