package dev.statewave.context.admin.policy;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Receipts, and what labels the memories have that they name. */
@Component
class PastReceiptRepository {

    private static final String PAGE = """
            SELECT receipt_id, body FROM receipts
            WHERE status = 'active'{tenant}{subject}{before}{since}{until} ORDER BY receipt_id DESC LIMIT :limit""";

    private static final String LABELS =
            "SELECT m.id, m.sensitivity_labels FROM memories m WHERE m.id = ANY (:ids){tenant m}";

    private final ScopedReads database;

    PastReceiptRepository(ScopedReads database) {
        this.database = database;
    }

    record Past(String id, String body) {}

    /** The newest first; null for no bound. */
    Mono<List<Past>> page(
            @Nullable String tenant,
            @Nullable String subject,
            @Nullable String before,
            @Nullable Instant since,
            @Nullable Instant until,
            int limit) {
        return SqlQuery.of(PAGE)
                .ofTenant(tenant)
                .optional("subject", " AND subject_id = :subject", subject)
                .optional("before", " AND receipt_id < :before", before)
                .optional("since", " AND created_at >= :since", since)
                .optional("until", " AND created_at < :until", until)
                .bind("limit", limit)
                .run(database, row -> new Past(row.get("receipt_id", String.class), row.get("body", String.class)))
                .collectList();
    }

    /** Of those of some memories that are still there. */
    Mono<Map<UUID, List<String>>> labels(@Nullable String tenant, Collection<UUID> memories) {
        return SqlQuery.of(LABELS)
                .ofTenant(tenant)
                .bind("ids", memories.toArray(UUID[]::new))
                .run(
                        database,
                        row -> Map.entry(
                                row.get("id", UUID.class), List.of(row.get("sensitivity_labels", String[].class))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
