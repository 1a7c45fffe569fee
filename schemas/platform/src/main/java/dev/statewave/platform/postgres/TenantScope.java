package dev.statewave.platform.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whose rows a transaction is about. The database holds the transaction to it by row-level security, whatever its
 * statements say; one without a scope sees nothing.
 *
 * @param setting what stands in {@code statewave.scope} for the length of the transaction
 */
public record TenantScope(String setting) {

    /** The role that services work as; row-level security is forced on it. */
    public static final String ROLE = "statewave_app";
    /** For the workers that persist what concerns every tenant, and for readers where nobody named one. */
    public static final TenantScope ALL = new TenantScope("all");
    /** The longest that a statement of a request may take. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    /** Sees nothing that belongs to a tenant or to a subject. */
    public static final TenantScope NONE = new TenantScope("");

    /** @param tenant exactly this one; an empty text for what has none */
    public static TenantScope of(String tenant) {
        return new TenantScope("tenant:" + tenant);
    }

    /** @param tenant as a reader named it; null or empty for all, as an installation without tenants is read */
    public static TenantScope ofReader(@Nullable String tenant) {
        return tenant == null || tenant.isEmpty() ? ALL : of(tenant);
    }

    /**
     * The statements that begin a transaction of this scope and bound the time of its statements, for a protocol that
     * takes several at once and no parameters.
     */
    String begin(String mode) {
        return "BEGIN " + mode + "; SET LOCAL statement_timeout = " + STATEMENT_TIMEOUT.toMillis() + "; SET LOCAL ROLE "
                + ROLE + "; SET LOCAL statewave.scope = '" + setting.replace("'", "''") + "'";
    }
}
