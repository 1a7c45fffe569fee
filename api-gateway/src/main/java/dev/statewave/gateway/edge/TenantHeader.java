package dev.statewave.gateway.edge;

import org.springframework.http.HttpHeaders;

/**
 * Where clients name their tenant: under a header of the settings, or under the one that connectors use.
 *
 * @param name the header of the settings
 */
record TenantHeader(String name) {

    private static final String ALIAS = "x-statewave-tenant-id";
    private static final int LONGEST = 256;

    /** Null where there is none. */
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

    /** @param tenant may be null, which is none */
    static boolean valid(String tenant) {
        return tenant == null || tenant.length() <= LONGEST && tenant.chars().noneMatch(Character::isISOControl);
    }
}
