package dev.statewave.context.store;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The subjects that are found by an index and no longer by a scan; the workers decide which. They are read every few
 * seconds: a list that is a little out of date costs time or misses the newest memories of a subject that was erased
 * and begun anew, and nothing else.
 */
@Component
public final class LargeSubjectRepository implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LargeSubjectRepository.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    /** Further ones are scanned. */
    private static final int MOST = 100_000;

    private static final String READY = """
            SELECT l.subject_id, l.tenant_id, l.model, l.memories,
                NOT EXISTS (SELECT FROM memories m WHERE m.subject_id = l.subject_id AND m.tenant_id < l.tenant_id)
                AND NOT EXISTS (SELECT FROM memories m WHERE m.subject_id = l.subject_id AND m.tenant_id > l.tenant_id)
                    AS alone
            FROM large_subjects l WHERE l.ready_at IS NOT NULL ORDER BY l.ready_at LIMIT $1""";

    private final Disposable refresh;
    private volatile Map<Key, List<LargeSubject>> known = Map.of();

    private record Key(String subject, String model) {}

    LargeSubjectRepository(ScopedReads database) {
        this.refresh = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> refresh(database).onErrorResume(e -> {
                    log.debug("The large subjects were not read; the next attempt follows: {}", e.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    private Mono<Void> refresh(ScopedReads database) {
        return database.run(
                        TenantScope.ALL,
                        READY,
                        List.of(MOST),
                        row -> new LargeSubject(
                                row.get("subject_id", String.class),
                                row.get("tenant_id", String.class),
                                row.get("model", String.class),
                                row.get("memories", Long.class),
                                row.get("alone", Boolean.class)))
                .collect(Collectors.groupingBy(large -> new Key(large.name(), large.model())))
                .timeout(LIMIT)
                .doOnNext(found -> known = found)
                .then();
    }

    /**
     * The large subject that a reader means; empty where what it means is to be scanned.
     *
     * @param tenant null or empty for any
     */
    public Optional<LargeSubject> find(String subject, @Nullable String tenant, String model) {
        return known.getOrDefault(new Key(subject, model), List.of()).stream()
                .filter(large -> tenant == null || tenant.isEmpty()
                        ? large.alone()
                        : large.tenant().equals(tenant))
                .findFirst();
    }

    @Override
    public void destroy() {
        refresh.dispose();
    }
}
