package dev.statewave.gateway.keys;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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

    private static final String ADD = """
            INSERT INTO api_keys (id, name, tenant_id, scopes, rpm, secret_hash, created_at, expires_at)
            VALUES (:id, :name, :tenant, :scopes, :rpm, :hash, :createdAt, :expiresAt)""";

    private static final String LIST = """
            SELECT %s FROM api_keys WHERE :tenant = '' OR tenant_id = :tenant
            ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset""".formatted(COLUMNS);

    private static final String COUNT = """
            SELECT count(*) AS total FROM api_keys WHERE :tenant = '' OR tenant_id = :tenant""";

    private static final String ROTATE = """
            UPDATE api_keys SET previous_hash = secret_hash, previous_valid_until = :previousValidUntil,
                secret_hash = :hash, rotated_at = :now
            WHERE id = :id AND (:tenant = '' OR tenant_id = :tenant) AND revoked_at IS NULL
            RETURNING %s""".formatted(COLUMNS);

    private static final String REVOKE = """
            UPDATE api_keys SET revoked_at = coalesce(revoked_at, :now)
            WHERE id = :id AND (:tenant = '' OR tenant_id = :tenant)
            RETURNING %s""".formatted(COLUMNS);

    private final DatabaseClient database;

    ApiKeyRepository(DatabaseClient database) {
        this.database = database;
    }

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

    Mono<Void> add(ApiKey key) {
        return database.sql(ADD)
                .bind("id", key.id())
                .bind("name", key.name())
                .bind("tenant", orEmpty(key.tenant()))
                .bind("scopes", key.scopes().stream().map(Scope::text).toArray(String[]::new))
                .bind("rpm", key.rpm() == null ? Parameters.in(Integer.class) : key.rpm())
                .bind("hash", key.hash())
                .bind("createdAt", key.createdAt())
                .bind("expiresAt", key.expiresAt() == null ? Parameters.in(Instant.class) : key.expiresAt())
                .then()
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
    Mono<ApiKey> rotate(String id, @Nullable String tenant, byte[] hash, Instant now, Instant previousValidUntil) {
        return database.sql(ROTATE)
                .bind("id", id)
                .bind("tenant", orEmpty(tenant))
                .bind("previousValidUntil", previousValidUntil)
                .bind("hash", hash)
                .bind("now", now)
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
    }

    /** Empty if the key does not exist. A key that is revoked already keeps its time of revocation. */
    Mono<ApiKey> revoke(String id, @Nullable String tenant, Instant now) {
        return database.sql(REVOKE)
                .bind("id", id)
                .bind("tenant", orEmpty(tenant))
                .bind("now", now)
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
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
