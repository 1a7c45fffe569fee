package dev.statewave.gateway.keys;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a request may do. It is an attribute of the exchange, named {@link #ATTRIBUTE}, and absent if no
 * key is required.
 *
 * @param keyId the id of an issued key, or {@link #SINGLE}
 * @param name the name of an issued key, else empty
 * @param tenant the one tenant that the key is bound to; null for none
 * @param rpm the key's own budget in requests a minute; null for the configured one
 */
public record Access(
        String keyId,
        String name,
        @Nullable String tenant,
        Set<Scope> scopes,
        @Nullable Integer rpm) {

    public static final String ATTRIBUTE = "statewave.access";
    /** The id of the configured key. Ids of issued keys are longer. */
    public static final String SINGLE = "single";

    static final Access FULL = new Access(SINGLE, "", null, EnumSet.allOf(Scope.class), null);

    static Access of(ApiKey key) {
        return new Access(key.id(), key.name(), key.tenant(), key.scopes(), key.rpm());
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
