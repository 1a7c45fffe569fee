package dev.statewave.context.admin.policy;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The stored bundles. A tenant is an empty text for what holds for all tenants that have nothing of their own. */
@Component
class PolicyBundleRepository {

    private static final String COLUMNS = """
            b.tenant_id, b.bundle_hash, b.content, b.rule_count, b.created_at, EXISTS (
                SELECT FROM policy_activations a WHERE a.tenant_id = b.tenant_id AND a.bundle_hash = b.bundle_hash)
                AS active""";

    private static final String PAGE = "SELECT " + COLUMNS + """

            FROM policy_bundles b WHERE true{scope}
            ORDER BY b.created_at DESC, b.bundle_hash, b.tenant_id LIMIT :limit OFFSET :offset""";

    private static final String TOTAL = "SELECT count(*) AS total FROM policy_bundles b WHERE true{scope}";

    private static final String FIND = "SELECT " + COLUMNS + """

            FROM policy_bundles b WHERE b.bundle_hash = :hash{scope} ORDER BY b.tenant_id LIMIT 1""";

    private static final String ACTIVE = "SELECT " + COLUMNS + """

            FROM policy_activations JOIN policy_bundles b USING (tenant_id, bundle_hash)
            WHERE tenant_id IN (:scope, '') ORDER BY tenant_id DESC LIMIT 1""";

    private static final String HITS = """
            SELECT rule_id, hits, last_hit_at FROM policy_rule_hits WHERE tenant_id = :scope AND bundle_hash = :hash""";

    private final ScopedReads database;

    PolicyBundleRepository(ScopedReads database) {
        this.database = database;
    }

    record Stored(
            @Nullable String tenant,
            String hash,
            String content,
            int ruleCount,
            boolean active,
            @Nullable String createdAt) {}

    record Page(List<Stored> bundles, long total) {}

    record Hits(long hits, @Nullable String lastHitAt) {

        static final Hits NONE = new Hits(0, null);
    }

    /** @param tenant null for all */
    Mono<Page> page(@Nullable String tenant, int limit, int offset) {
        var page =
                scoped(PAGE, tenant).bind("limit", limit).bind("offset", offset).read(PolicyBundleRepository::read);
        var total = scoped(TOTAL, tenant).read(AdminRows::total);
        return database.together(TenantScope.ALL, List.of(page, total))
                .map(found -> new Page(found.of(page), found.of(total).getFirst()));
    }

    /** Of several tenants that have it, that of all tenants first; empty where nobody has it. */
    Mono<Stored> find(String hash, @Nullable String tenant) {
        return one(scoped(FIND, tenant).bind("hash", hash.replace("\0", "")));
    }

    /** The bundle that holds for a tenant; empty where none does. */
    Mono<Stored> active(@Nullable String tenant) {
        return one(SqlQuery.of(ACTIVE).bind("scope", Objects.requireNonNullElse(tenant, "")));
    }

    /** How often each rule has fired; a rule that never did is missing. */
    Mono<Map<String, Hits>> hits(Stored bundle) {
        var read = SqlQuery.of(HITS)
                .bind("scope", Objects.requireNonNullElse(bundle.tenant(), ""))
                .bind("hash", bundle.hash())
                .read(row -> Map.entry(
                        row.get("rule_id", String.class),
                        new Hits(row.get("hits", Long.class), AdminRows.time(row, "last_hit_at"))));
        return database.run(TenantScope.ALL, read.sql(), read.values(), read.row())
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Mono<Stored> one(SqlQuery query) {
        var read = query.read(PolicyBundleRepository::read);
        return database.run(TenantScope.ALL, read.sql(), read.values(), read.row())
                .next();
    }

    private static SqlQuery scoped(String sql, @Nullable String tenant) {
        return SqlQuery.of(sql).optional("scope", " AND b.tenant_id = :scope", tenant);
    }

    private static Stored read(Readable row) {
        return new Stored(
                AdminRows.tenant(row),
                row.get("bundle_hash", String.class),
                row.get("content", String.class),
                row.get("rule_count", Integer.class),
                row.get("active", Boolean.class),
                AdminRows.time(row, "created_at"));
    }
}
