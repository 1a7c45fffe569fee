package dev.statewave.ingest.doctor;

import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.SchemaAtStart;
import dev.statewave.platform.postgres.SchemaRevisions;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.SslMode;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** PostgreSQL: its version and settings, its extension, the schema, the clock and the connections. */
@Component
class DatabaseChecks {

    /** The least version that the schema needs. */
    private static final int MIN_VERSION = 15;
    /** One process of each deployable. */
    private static final int PROCESSES = 5;
    /** Of the relay: the slot, the lease and the snapshot of Debezium. */
    private static final int RELAY = 3;

    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final Duration LARGE_SKEW = Duration.ofSeconds(30);
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private static final Set<SslMode> ENCRYPTED = Set.of(SslMode.REQUIRE, SslMode.VERIFY_CA, SslMode.VERIFY_FULL);

    private static final String FACTS = """
            SELECT current_setting('server_version_num')::integer AS version,
                current_setting('server_version') AS version_text,
                (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS pgvector,
                current_setting('wal_level') AS wal_level,
                current_setting('max_connections')::integer AS max_connections,
                current_setting('superuser_reserved_connections')::integer AS reserved,
                (SELECT count(*) FROM pg_stat_activity WHERE datid IS NOT NULL) AS used,
                clock_timestamp() AS now""";

    /** Tenants whose receipts of the last day should be signed and are not. */
    private static final String UNSIGNED = """
            SELECT c.tenant_id FROM tenant_configs c
            WHERE coalesce(c.config ->> 'receipt_signing_key_id', '') <> '' AND EXISTS (
                SELECT FROM receipts r
                WHERE r.tenant_id = c.tenant_id AND r.created_at > now() - interval '1 day' AND r.status = 'active'
                  AND r.created_at > c.updated_at AND r.signature IS NULL)
            ORDER BY c.tenant_id LIMIT 10""";

    private final ScopedReads database;
    private final SchemaAtStart schema;
    private final DatabaseSettings settings;
    private final Clock clock;

    DatabaseChecks(ScopedReads database, SchemaAtStart schema, DatabaseSettings settings, Clock clock) {
        this.database = database;
        this.schema = schema;
        this.settings = settings;
        this.clock = clock;
    }

    private record Facts(
            int version,
            String versionText,
            @Nullable String pgvector,
            String walLevel,
            int maxConnections,
            int reserved,
            long used,
            Instant now) {}

    Mono<List<Finding>> look() {
        return Mono.defer(() -> {
            Instant asked = clock.instant();
            return Mono.zip(
                            database.run(TenantScope.NONE, FACTS, List.of(), DatabaseChecks::facts)
                                    .single(),
                            schema.found(),
                            database.run(
                                            TenantScope.ALL,
                                            UNSIGNED,
                                            List.of(),
                                            row -> row.get("tenant_id", String.class))
                                    .collectList())
                    .map(found -> {
                        var findings = new ArrayList<Finding>();
                        findings.add(version(found.getT1()));
                        findings.add(pgvector(found.getT1().pgvector()));
                        findings.add(schema(found.getT2()));
                        findings.add(wal(found.getT1()));
                        findings.add(connections(found.getT1(), settings.databasePoolSize()));
                        findings.add(tls());
                        findings.add(clock(asked, found.getT1().now(), clock.instant()));
                        findings.add(signing(found.getT3()));
                        return List.copyOf(findings);
                    });
        });
    }

    private static Facts facts(Readable row) {
        return new Facts(
                row.get("version", Integer.class),
                row.get("version_text", String.class),
                row.get("pgvector", String.class),
                row.get("wal_level", String.class),
                row.get("max_connections", Integer.class),
                row.get("reserved", Integer.class),
                row.get("used", Long.class),
                row.get("now", Instant.class));
    }

    private static Finding version(Facts facts) {
        return facts.version() / 10_000 >= MIN_VERSION
                ? Finding.ok("postgresql", "PostgreSQL " + facts.versionText())
                : Finding.critical(
                        "postgresql",
                        "PostgreSQL %s is older than %d, which the schema needs."
                                .formatted(facts.versionText(), MIN_VERSION),
                        "Upgrade PostgreSQL to 15 or newer.",
                        "versions.md");
    }

    /** @param version null where the extension is not there */
    static Finding pgvector(@Nullable String version) {
        if (version == null) {
            return Finding.critical(
                    "pgvector",
                    "The extension vector is not there: nothing can be embedded.",
                    "./statewave migrate",
                    "versions.md");
        }
        return older(version, 0, 8, 4)
                ? Finding.warning(
                        "pgvector",
                        "pgvector %s can damage vector indexes while a vacuum runs. Damage is found and mended, and costs"
                                        .formatted(version)
                                + " work.",
                        "Install pgvector 0.8.4 or newer, then ALTER EXTENSION vector UPDATE.",
                        "versions.md")
                : Finding.ok("pgvector", "pgvector " + version);
    }

    private static boolean older(String version, int... least) {
        String[] parts = version.split("\\.");
        for (int i = 0; i < least.length; i++) {
            int part = i < parts.length && parts[i].chars().allMatch(Character::isDigit) && !parts[i].isEmpty()
                    ? Integer.parseInt(parts[i])
                    : 0;
            if (part != least[i]) {
                return part < least[i];
            }
        }
        return false;
    }

    private static Finding schema(int found) {
        var revisions = SchemaRevisions.ofThisVersion();
        if (found == revisions.newest()) {
            return Finding.ok("schema", "The schema is that of this version: " + revisions.head());
        }
        return found < revisions.newest()
                ? Finding.critical(
                        "schema",
                        "The schema has version %d and this version needs %d.".formatted(found, revisions.newest()),
                        "./statewave migrate",
                        "versions.md")
                : Finding.warning(
                        "schema",
                        "The schema has version %d, which is newer than the %d of this service: an upgrade is under way."
                                .formatted(found, revisions.newest()),
                        "Upgrade this service too.",
                        "versions.md");
    }

    private static Finding wal(Facts facts) {
        return facts.walLevel().equals("logical")
                ? Finding.ok("wal-level", "The write-ahead log is logical.")
                : Finding.critical(
                        "wal-level",
                        "wal_level is %s: no event is published and no webhook delivered.".formatted(facts.walLevel()),
                        "ALTER SYSTEM SET wal_level = 'logical', then restart PostgreSQL.",
                        "replication-slots.md");
    }

    private static Finding connections(Facts facts, int poolSize) {
        int room = facts.maxConnections() - facts.reserved();
        int needed = PROCESSES * poolSize + RELAY;
        String message =
                "One process of each deployable opens up to %d connections (%d each); PostgreSQL takes %d, and %d are open."
                        .formatted(needed, poolSize, room, facts.used());
        if (facts.used() >= room) {
            return Finding.critical(
                    "connections",
                    message,
                    "Lower STATEWAVE_DATABASE_POOL_SIZE, or raise max_connections and restart PostgreSQL.",
                    "connections.md");
        }
        return needed > room || facts.used() * 10 > room * 9L
                ? Finding.warning(
                        "connections",
                        message,
                        "Lower STATEWAVE_DATABASE_POOL_SIZE, or raise max_connections and restart PostgreSQL.",
                        "connections.md")
                : Finding.ok("connections", message);
    }

    private Finding tls() {
        String host = settings.url().host();
        // What PostgreSQL tells of a connection it tells its user alone, and services work as another role.
        if (ENCRYPTED.contains(settings.url().options().sslMode())) {
            return Finding.ok("database-tls", "The connection to PostgreSQL is encrypted.");
        }
        return LOCAL.contains(host)
                ? Finding.ok("database-tls", "PostgreSQL is on this machine, and its connection is not encrypted.")
                : Finding.warning(
                        "database-tls",
                        "The connection to PostgreSQL at %s need not be encrypted.".formatted(host),
                        "Add ?sslmode=verify-full&sslrootcert=FILE to STATEWAVE_DATABASE_URL.",
                        "tls.md");
    }

    static Finding clock(Instant asked, Instant told, Instant answered) {
        Duration skew = told.isBefore(asked)
                ? Duration.between(told, asked)
                : told.isAfter(answered) ? Duration.between(answered, told) : Duration.ZERO;
        if (skew.compareTo(SKEW) <= 0) {
            return Finding.ok("clock", "The clocks of this service and of PostgreSQL agree.");
        }
        String message =
                "The clocks of this service and of PostgreSQL are %d s apart: ages, retention and webhook retries are off."
                        .formatted(skew.toSeconds());
        String mend = "Run chronyd or systemd-timesyncd on both machines.";
        return skew.compareTo(LARGE_SKEW) > 0
                ? Finding.critical("clock", message, mend, "clock.md")
                : Finding.warning("clock", message, mend, "clock.md");
    }

    private static Finding signing(List<String> tenants) {
        return tenants.isEmpty()
                ? Finding.ok(
                        "signing-keys", "No receipt of the last day lacks the signature that its tenant is set to.")
                : Finding.warning(
                        "signing-keys",
                        "Receipts of %s are not signed: the context-service does not have the key that their configuration"
                                        .formatted(String.join(", ", tenants))
                                + " names.",
                        "Add the key to STATEWAVE_RECEIPT_SIGNING_KEYS of the context-service.",
                        "signing-keys.md");
    }

    /** Where nothing could be asked. */
    static Finding away(Throwable failure) {
        return Finding.critical(
                "postgresql",
                "PostgreSQL does not answer: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
                "Start PostgreSQL, or mend STATEWAVE_DATABASE_URL.",
                "database.md");
    }
}
