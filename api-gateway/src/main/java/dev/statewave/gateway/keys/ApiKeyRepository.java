package dev.statewave.gateway.keys;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Issued keys in PostgreSQL. A null tenant stands for all tenants. */
final class ApiKeyRepository implements KeyLookup {

    /** From the request for a connection to the last row. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String COLUMNS = """
            id, name, tenant_id, scopes, rpm, secret_hash, previous_hash, previous_valid_until, created_at, rotated_at,
            expires_at, revoked_at""";

    private static final String FIND = """
            SELECT %s FROM api_keys WHERE id = :id AND (:tenant = '' OR tenant_id = :tenant)""".formatted(COLUMNS);

    /** What is written is noted in the same statement: no change without a note. */
    private static final String NOTED = """
            WITH written AS (%s RETURNING %s),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT tenant_id, $1, $2, $3, id, jsonb_build_object('name', name, 'scopes', scopes), nullif($4, '')
                FROM written)
            SELECT * FROM written""";

    private static final String ADD = NOTED.formatted("""
            INSERT INTO api_keys (id, name, tenant_id, scopes, rpm, secret_hash, created_at, expires_at)
            VALUES ($5, $6, $7, $8, nullif($9, 0), $10, $11, nullif($12, '')::timestamptz)""", COLUMNS);

    private static final String LIST = """
            SELECT %s FROM api_keys WHERE :tenant = '' OR tenant_id = :tenant
            ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset""".formatted(COLUMNS);

    private static final String COUNT = """
            SELECT count(*) AS total FROM api_keys WHERE :tenant = '' OR tenant_id = :tenant""";

    private static final String ROTATE = NOTED.formatted("""
            UPDATE api_keys SET previous_hash = secret_hash, previous_valid_until = $5, secret_hash = $6,
                rotated_at = $7
            WHERE id = $8 AND ($9 = '' OR tenant_id = $9) AND revoked_at IS NULL""", COLUMNS);

    private static final String REVOKE = NOTED.formatted("""
            UPDATE api_keys SET revoked_at = coalesce(revoked_at, $5)
            WHERE id = $6 AND ($7 = '' OR tenant_id = $7)""", COLUMNS);

    private final DatabaseClient database;
    private final ScopedWrites writes;

    ApiKeyRepository(DatabaseClient database, ScopedWrites writes) {
        this.database = database;
        this.writes = writes;
    }

    /**
     * Who changes keys.
     *
     * @param requestId null where the request has none
     */
    record Change(
            Access caller, AdminAction action, @Nullable String requestId) {}

    @Override
    public Mono<ApiKey> find(String id) {
        return find(id, null);
    }

    Mono<ApiKey> find(String id, @Nullable String tenant) {
        return database.sql(FIND)
                .bind("id", id)
                .bind("tenant", orEmpty(tenant))
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
    }

    Mono<Void> add(ApiKey key, Change change) {
        return write(
                        ADD,
                        change,
                        key.id(),
                        key.name(),
                        orEmpty(key.tenant()),
                        key.scopes().stream().map(Scope::text).toArray(String[]::new),
                        key.rpm() == null ? 0 : key.rpm(),
                        key.hash(),
                        key.createdAt(),
                        key.expiresAt() == null ? "" : key.expiresAt().toString())
                .then();
    }

    /** Empty where no key fits. */
    private Mono<ApiKey> write(String sql, Change change, Object... values) {
        var all = new ArrayList<Object>(List.of(
                change.caller().keyId(),
                change.caller().name(),
                change.action().wire(),
                change.requestId() == null ? "" : change.requestId()));
        all.addAll(List.of(values));
        return writes.returning(TenantScope.ALL, sql, all, ApiKeyRepository::read)
                .flatMap(written -> Mono.justOrEmpty(written.stream().findFirst()))
                .timeout(LIMIT);
    }

    /** The newest first. */
    Flux<ApiKey> list(@Nullable String tenant, int limit, int offset) {
        return database.sql(LIST)
                .bind("tenant", orEmpty(tenant))
                .bind("limit", limit)
                .bind("offset", offset)
                .map(ApiKeyRepository::read)
                .all()
                .timeout(LIMIT);
    }

    Mono<Long> count(@Nullable String tenant) {
        return database.sql(COUNT)
                .bind("tenant", orEmpty(tenant))
                .map(row -> value(row, "total", Long.class))
                .one()
                .timeout(LIMIT);
    }

    /**
     * Empty if the key does not exist or is revoked.
     *
     * @param previousValidUntil until when the previous secret is accepted; of several rotations only the last one's
     *     previous secret is kept
     */
    Mono<ApiKey> rotate(String id, byte[] hash, Instant now, Instant previousValidUntil, Change change) {
        return write(
                ROTATE,
                change,
                previousValidUntil,
                hash,
                now,
                id,
                orEmpty(change.caller().tenant()));
    }

    /** Empty if the key does not exist. A key that is revoked already keeps its time of revocation. */
    Mono<ApiKey> revoke(String id, Instant now, Change change) {
        return write(REVOKE, change, now, id, orEmpty(change.caller().tenant()));
    }

    /** Fails if the database does not answer. */
    Mono<Void> reach() {
        return database.sql("SELECT 1").then().timeout(Duration.ofSeconds(2));
    }

    private static ApiKey read(Readable row) {
        String tenant = value(row, "tenant_id", String.class);
        Set<Scope> scopes = Arrays.stream(value(row, "scopes", String[].class))
                .map(Scope::of)
                .collect(Collectors.toUnmodifiableSet());
        return new ApiKey(
                value(row, "id", String.class),
                value(row, "name", String.class),
                tenant.isEmpty() ? null : tenant,
                scopes,
                row.get("rpm", Integer.class),
                value(row, "secret_hash", byte[].class),
                row.get("previous_hash", byte[].class),
                row.get("previous_valid_until", Instant.class),
                value(row, "created_at", Instant.class),
                row.get("rotated_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    /** Of a column that is never null. */
    private static <T> T value(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    private static String orEmpty(@Nullable String tenant) {
        return tenant == null ? "" : tenant;
    }
}
