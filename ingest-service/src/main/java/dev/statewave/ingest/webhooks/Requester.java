package dev.statewave.ingest.webhooks;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and for which tenant.
 *
 * @param tenant an empty text where none was named
 * @param requestId an empty text for none
 */
record Requester(String tenant, Actor actor, String requestId) {

    static Requester of(@Nullable String tenant, @Nullable String actor, @Nullable String requestId) {
        return new Requester(tenant == null ? "" : tenant, Actor.parse(actor), requestId == null ? "" : requestId);
    }

    /** For what is there already: without a tenant that of any. */
    TenantScope scope() {
        return TenantScope.ofReader(tenant);
    }

    /** For what is to belong to the tenant, or to none. */
    TenantScope within() {
        return TenantScope.of(tenant);
    }

    /** The values of a note, in the order of the statements. */
    List<Object> noted(AdminAction action, String details) {
        return List.of(actor.id(), actor.name(), action.wire(), details, requestId);
    }
}
