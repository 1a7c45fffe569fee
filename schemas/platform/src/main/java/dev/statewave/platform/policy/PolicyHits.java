package dev.statewave.platform.policy;

import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.contract.policy.PolicyRule;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts how often rules fire: as a metric at once, and in the database every few seconds. */
public final class PolicyHits implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(PolicyHits.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    /** Rules that the metric names; further ones are counted together. */
    private static final int MAX_NAMED = 200;
    /** Rules whose counts may wait for the database; further hits are only counted by the metric. */
    private static final int MAX_WAITING = 10_000;

    // In the order of the key, so that two services never wait for each other.
    private static final String ADD = """
            INSERT INTO policy_rule_hits AS known (tenant_id, bundle_hash, rule_id, hits, last_hit_at)
            SELECT tenant, hash, rule, hits, now()
            FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) AS h (tenant, hash, rule, hits)
            WHERE EXISTS (SELECT FROM policy_bundles b WHERE b.tenant_id = tenant AND b.bundle_hash = hash)
            ORDER BY tenant, hash, rule
            ON CONFLICT (tenant_id, bundle_hash, rule_id) DO UPDATE
            SET hits = known.hits + excluded.hits, last_hit_at = excluded.last_hit_at""";

    private final ScopedWrites database;
    private final MeterRegistry metrics;
    private final Set<String> named = ConcurrentHashMap.newKeySet();
    private final Map<Key, Long> waiting = new ConcurrentHashMap<>();
    private final Disposable flushing;

    public PolicyHits(ScopedWrites database, MeterRegistry metrics) {
        this.database = database;
        this.metrics = metrics;
        this.flushing = Flux.interval(INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> flush())
                .subscribe();
    }

    private record Key(String scope, String hash, String rule) {}

    void add(TenantPolicy.Active active, PolicyMode mode, List<PolicyRule> fired) {
        var counts = new HashMap<PolicyRule, Long>();
        fired.forEach(rule -> counts.merge(rule, 1L, Long::sum));
        counts.forEach((rule, count) -> {
            metrics.counter(
                            "statewave.policy.hits",
                            "rule",
                            named(rule.id()),
                            "action",
                            rule.action().wire(),
                            "mode",
                            mode.wire())
                    .increment(count);
            var key = new Key(active.scope(), active.bundle().hash(), rule.id());
            if (waiting.size() < MAX_WAITING || waiting.containsKey(key)) {
                waiting.merge(key, count, Long::sum);
            }
        });
    }

    private String named(String rule) {
        if (named.size() < MAX_NAMED) {
            named.add(rule);
        }
        return named.contains(rule) ? rule : "other";
    }

    private Mono<Void> flush() {
        if (waiting.isEmpty()) {
            return Mono.empty();
        }
        var taken = new HashMap<Key, Long>();
        waiting.keySet().forEach(key -> {
            Long count = waiting.remove(key);
            if (count != null) {
                taken.put(key, count);
            }
        });
        var keys = new ArrayList<>(taken.keySet());
        return database.run(
                        TenantScope.ALL,
                        ADD,
                        List.of(
                                keys.stream().map(Key::scope).toArray(String[]::new),
                                keys.stream().map(Key::hash).toArray(String[]::new),
                                keys.stream().map(Key::rule).toArray(String[]::new),
                                keys.stream().map(taken::get).toArray(Long[]::new)))
                .timeout(LIMIT)
                .onErrorResume(failure -> {
                    log.debug("Hits of policy rules wait for the database: {}", failure.toString());
                    taken.forEach((key, count) -> waiting.merge(key, count, Long::sum));
                    return Mono.empty();
                });
    }

    @Override
    public void destroy() {
        flushing.dispose();
    }
}
