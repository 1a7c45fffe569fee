package dev.statewave.gateway.keys;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Issued keys in PostgreSQL. A tenant that is null stands for all of them. */
final class ApiKeyRepository implements KeyLookup {

    /** From asking for a connection to the last row. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String COLUMNS =
            "id, name, tenant_id, scopes, rpm, secret_hash, previous_hash, previous_valid_until, created_at, "
                    + "rotated_at, expires_at, revoked_at";

    private final DatabaseClient database;

    ApiKeyRepository(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<ApiKey> find(String id) {
        return find(id, null);
    }

    Mono<ApiKey> find(String id, String tenant) {
        return database.sql("SELECT " + COLUMNS + " FROM api_keys WHERE id = $1 AND ($2 = '' OR tenant_id = $2)")
                .bind(0, id)
                .bind(1, orEmpty(tenant))
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
    }

    Mono<Void> add(ApiKey key) {
        return database.sql(
                        "INSERT INTO api_keys (id, name, tenant_id, scopes, rpm, secret_hash, created_at, expires_at) "
                                + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                .bind(0, key.id())
                .bind(1, key.name())
                .bind(2, orEmpty(key.tenant()))
                .bind(3, key.scopes().stream().map(Scope::text).toArray(String[]::new))
                .bind(4, key.rpm() == null ? Parameters.in(Integer.class) : key.rpm())
                .bind(5, key.hash())
                .bind(6, key.createdAt())
                .bind(7, key.expiresAt() == null ? Parameters.in(Instant.class) : key.expiresAt())
                .then()
                .timeout(LIMIT);
    }

    /** The newest first. */
    Flux<ApiKey> list(String tenant, int limit, int offset) {
        return database.sql(
                        "SELECT " + COLUMNS
                                + " FROM api_keys WHERE $1 = '' OR tenant_id = $1 ORDER BY created_at DESC, id LIMIT $2 OFFSET $3")
                .bind(0, orEmpty(tenant))
                .bind(1, limit)
                .bind(2, offset)
                .map(ApiKeyRepository::read)
                .all()
                .timeout(LIMIT);
    }

    Mono<Long> count(String tenant) {
        return database.sql("SELECT count(*) AS total FROM api_keys WHERE $1 = '' OR tenant_id = $1")
                .bind(0, orEmpty(tenant))
                .map(row -> row.get("total", Long.class))
                .one()
                .timeout(LIMIT);
    }

    /**
     * Empty where it does not exist or is revoked.
     *
     * @param previousValidUntil until when the secret of before goes on; of several rotations only the last one's is
     *     kept
     */
    Mono<ApiKey> rotate(String id, String tenant, byte[] hash, Instant now, Instant previousValidUntil) {
        return database.sql(
                        "UPDATE api_keys SET previous_hash = secret_hash, previous_valid_until = $3, secret_hash = $4, rotated_at = $5 "
                                + "WHERE id = $1 AND ($2 = '' OR tenant_id = $2) AND revoked_at IS NULL RETURNING "
                                + COLUMNS)
                .bind(0, id)
                .bind(1, orEmpty(tenant))
                .bind(2, previousValidUntil)
                .bind(3, hash)
                .bind(4, now)
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
    }

    /** Empty where it does not exist; what is revoked stays revoked since then. */
    Mono<ApiKey> revoke(String id, String tenant, Instant now) {
        return database.sql(
                        "UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE id = $1 AND ($2 = '' OR tenant_id = $2) RETURNING "
                                + COLUMNS)
                .bind(0, id)
                .bind(1, orEmpty(tenant))
                .bind(2, now)
                .map(ApiKeyRepository::read)
                .one()
                .timeout(LIMIT);
    }

    /** An error where the database does not answer. */
    Mono<Void> reach() {
        return database.sql("SELECT 1").then().timeout(Duration.ofSeconds(3));
    }

    private static ApiKey read(Readable row) {
        String tenant = row.get("tenant_id", String.class);
        Set<Scope> scopes =
                Arrays.stream(row.get("scopes", String[].class)).map(Scope::of).collect(Collectors.toUnmodifiableSet());
        return new ApiKey(
                row.get("id", String.class),
                row.get("name", String.class),
                tenant.isEmpty() ? null : tenant,
                scopes,
                row.get("rpm", Integer.class),
                row.get("secret_hash", byte[].class),
                row.get("previous_hash", byte[].class),
                row.get("previous_valid_until", Instant.class),
                row.get("created_at", Instant.class),
                row.get("rotated_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    private static String orEmpty(String tenant) {
        return tenant == null ? "" : tenant;
    }
}
