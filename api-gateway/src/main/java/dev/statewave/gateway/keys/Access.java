package dev.statewave.gateway.keys;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the caller of a request may do. It stands in the attributes of the exchange, under {@link #ATTRIBUTE}, and does
 * not where no key is asked for.
 *
 * @param keyId the id of an issued key, or {@link #SINGLE}
 * @param tenant the one tenant it is bound to; null for none
 * @param rpm its own budget in requests a minute; null for that of the settings
 */
public record Access(String keyId, String tenant, Set<Scope> scopes, Integer rpm) {

    public static final String ATTRIBUTE = "statewave.access";
    /** The id of the one key of the settings; issued keys have longer ones. */
    public static final String SINGLE = "single";

    static final Access FULL = new Access(SINGLE, null, EnumSet.allOf(Scope.class), null);

    static Access of(ApiKey key) {
        return new Access(key.id(), key.tenant(), key.scopes(), key.rpm());
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope);
    }
}
