package dev.statewave.platform.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.contract.policy.PolicyBundleReader;
import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * The policies of tenants. A change is seen within {@link #FRESH}, so that reads do not each ask for it. While a policy
 * cannot be read, nothing is: to go on without it would show what it hides.
 */
public final class PolicyRepository {

    /** How old what is known of a policy may be. */
    static final Duration FRESH = Duration.ofSeconds(2);

    private static final int MAX_TENANTS = 10_000;
    /** Bundles that are kept read: reading one takes milliseconds. */
    private static final int MAX_BUNDLES = 500;

    // Its own bundle first, then that of all tenants.
    private static final String FIND = """
            SELECT c.config ->> 'policy_mode' AS mode, c.config ->> 'require_caller_identity' AS required,
                a.tenant_id AS scope, a.bundle_hash, a.content
            FROM (SELECT) one
            LEFT JOIN tenant_configs c ON c.tenant_id = $1
            LEFT JOIN LATERAL (
                SELECT tenant_id, bundle_hash, content
                FROM policy_activations JOIN policy_bundles USING (tenant_id, bundle_hash)
                WHERE tenant_id IN ($1, '') ORDER BY tenant_id DESC LIMIT 1) a ON true""";

    private static final String ANY = "SELECT EXISTS (SELECT FROM policy_activations) AS found";

    private final ScopedReads database;
    private final PolicySettings settings;
    private final Cache<String, TenantPolicy> found = Caffeine.newBuilder()
            .maximumSize(MAX_TENANTS)
            .expireAfterWrite(FRESH)
            .build();
    private final Cache<Boolean, Boolean> any =
            Caffeine.newBuilder().maximumSize(1).expireAfterWrite(FRESH).build();
    private final Cache<String, PolicyBundle> bundles =
            Caffeine.newBuilder().maximumSize(MAX_BUNDLES).build();

    public PolicyRepository(ScopedReads database, PolicySettings settings) {
        this.database = database;
        this.settings = settings;
    }

    /** @param tenant an empty text for none */
    Mono<TenantPolicy> find(String tenant) {
        TenantPolicy known = found.getIfPresent(tenant);
        return known != null
                ? Mono.just(known)
                : database.run(TenantScope.ALL, FIND, List.of(tenant), this::read)
                        .single()
                        .doOnNext(policy -> found.put(tenant, policy));
    }

    /** Whether there is a tenant with a bundle that holds. */
    Mono<Boolean> any() {
        Boolean known = any.getIfPresent(true);
        return known != null
                ? Mono.just(known)
                : database.run(TenantScope.ALL, ANY, List.of(), row -> row.get("found", Boolean.class))
                        .single()
                        .doOnNext(exists -> any.put(true, exists));
    }

    /** Makes the next read of this process see every change. */
    public void forget() {
        found.invalidateAll();
        any.invalidateAll();
    }

    private TenantPolicy read(Readable row) {
        String required = row.get("required", String.class);
        String hash = row.get("bundle_hash", String.class);
        return new TenantPolicy(
                PolicyMode.of(row.get("mode", String.class), settings.policyMode()),
                required == null ? settings.requireCallerIdentity() : required.equals("true"),
                hash == null ? null : active(row, hash));
    }

    private TenantPolicy.Active active(Readable row, String hash) {
        String content = Objects.requireNonNull(row.get("content", String.class));
        return new TenantPolicy.Active(
                Objects.requireNonNull(row.get("scope", String.class)),
                content,
                bundles.get(hash, key -> PolicyBundleReader.read(content)));
    }
}
