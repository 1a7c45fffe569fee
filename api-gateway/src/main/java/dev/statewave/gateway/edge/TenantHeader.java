package dev.statewave.gateway.edge;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * Reads the tenant of a request from the configured header, or from the one that connectors use.
 *
 * @param name the configured header
 */
record TenantHeader(String name) {

    private static final String ALIAS = "x-statewave-tenant-id";
    private static final int LONGEST = 256;

    /** Null if there is none. */
    @Nullable
    String read(HttpHeaders headers) {
        String value = headers.getFirst(name);
        if (value == null || value.isEmpty()) {
            value = headers.getFirst(ALIAS);
        }
        return value == null || value.isEmpty() ? null : value;
    }

    void write(HttpHeaders headers, String tenant) {
        headers.set(name, tenant);
    }

    /** @param tenant null for none */
    static boolean valid(@Nullable String tenant) {
        return tenant == null || tenant.length() <= LONGEST && tenant.chars().noneMatch(Character::isISOControl);
    }
}
