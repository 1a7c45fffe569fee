package dev.statewave.context.uses;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tenants that have sliding rules of retention, looked up now and then, so that no answer waits for it. */
@Component
final class SlidingTenants implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(SlidingTenants.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final String FIND = "SELECT DISTINCT tenant_id FROM retention_rules WHERE sliding";

    private final Disposable refresh;
    private volatile Set<String> known = Set.of();

    SlidingTenants(ScopedReads database) {
        this.refresh = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> refresh(database).onErrorResume(e -> {
                    log.debug("The sliding rules were not read; the next attempt follows: {}", e.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    private Mono<Void> refresh(ScopedReads database) {
        return database.run(TenantScope.ALL, FIND, List.of(), row -> row.get("tenant_id", String.class))
                .collect(Collectors.toUnmodifiableSet())
                .timeout(LIMIT)
                .doOnNext(found -> known = found)
                .then();
    }

    boolean contains(@Nullable String tenant) {
        return known.contains(tenant == null ? "" : tenant);
    }

    @Override
    public void destroy() {
        refresh.dispose();
    }
}
