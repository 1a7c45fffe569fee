package dev.statewave.ingest.redaction;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What tenants say in their configuration about redaction. */
@Component
class RedactionRepository {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String CONFIGURED = """
            SELECT tenant_id, config ->> 'redact_secrets' = 'true' AS redacts FROM tenant_configs
            WHERE jsonb_typeof(config -> 'redact_secrets') = 'boolean'""";

    private final ScopedReads database;

    RedactionRepository(ScopedReads database) {
        this.database = database;
    }

    /** By tenant; those that say nothing are absent. Waits for the database. */
    Map<String, Boolean> configured() {
        return database.run(
                        TenantScope.ALL,
                        CONFIGURED,
                        List.of(),
                        row -> Map.entry(row.get("tenant_id", String.class), row.get("redacts", Boolean.class)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .timeout(LIMIT)
                .blockOptional()
                .orElseThrow();
    }
}
