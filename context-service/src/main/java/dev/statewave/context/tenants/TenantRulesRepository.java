package dev.statewave.context.tenants;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.context.Fill;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The rules of tenants. A change is seen within {@link #FRESH}, so that contexts do not each ask for them. */
@Component
public final class TenantRulesRepository {

    private static final Duration FRESH = Duration.ofSeconds(5);
    /** A context must not wait longer for it than it may take itself. */
    private static final Duration LIMIT = Duration.ofMillis(500);

    private static final int MAX_CACHED = 10_000;
    private static final Logger log = LoggerFactory.getLogger(TenantRulesRepository.class);

    private static final String FIND = """
            SELECT config ->> 'receipts' AS receipts, config ->> 'receipt_signing_key_id' AS signing_key,
                config ->> 'context_fill' AS fill
            FROM tenant_configs WHERE tenant_id = $1""";

    private final ScopedReads database;
    private final Cache<String, TenantRules> found = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(FRESH)
            .build();

    TenantRulesRepository(ScopedReads database) {
        this.database = database;
    }

    /** Never empty and never an error: while they cannot be read, the defaults hold. */
    public Mono<TenantRules> find(@Nullable String tenant) {
        if (tenant == null || tenant.isEmpty()) {
            return Mono.just(TenantRules.DEFAULT);
        }
        TenantRules known = found.getIfPresent(tenant);
        return known == null ? read(tenant) : Mono.just(known);
    }

    private Mono<TenantRules> read(String tenant) {
        return database.run(
                        TenantScope.of(tenant),
                        FIND,
                        List.of(tenant),
                        row -> new TenantRules(
                                Emission.of(row.get("receipts", String.class)),
                                row.get("signing_key", String.class),
                                fill(row.get("fill", String.class))))
                .next()
                .defaultIfEmpty(TenantRules.DEFAULT)
                .timeout(LIMIT)
                .doOnNext(rules -> found.put(tenant, rules))
                .onErrorResume(failure -> {
                    log.warn(
                            "The configuration of a tenant cannot be read, so the defaults hold: {}",
                            failure.toString());
                    return Mono.just(TenantRules.DEFAULT);
                });
    }

    /** What nobody knows is as what is absent. */
    private static @Nullable Fill fill(@Nullable String configured) {
        return switch (configured) {
            case "budget" -> Fill.BUDGET;
            case "relevant" -> Fill.RELEVANT;
            case null, default -> null;
        };
    }
}
