package dev.statewave.ingest.labels;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the memories that a label is suggested for. What the system keeps for itself is never among them. */
@Component
class SuggestionRepository {

    private static final String MATCHING = """
            FROM memories m
            WHERE m.suggested_labels <> '{}' AND $1 = ANY (m.suggested_labels) AND m.kind <> 'passage'
              AND ($2 = '' OR m.subject_id = $2) AND ($3 = '' OR m.tenant_id = $3) AND NOT is_internal(m.subject_id)
            """;
    private static final String COUNT = "SELECT count(*) AS matched " + MATCHING;
    private static final String ROWS =
            "SELECT m.id, m.subject_id, m.tenant_id " + MATCHING + "ORDER BY m.created_at, m.sequence LIMIT $4";

    private final ScopedReads database;

    SuggestionRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * Which memories.
     *
     * @param subject empty for all
     * @param tenant empty for all
     */
    record Filter(String label, String subject, String tenant) {

        TenantScope scope() {
            return TenantScope.ofReader(tenant);
        }
    }

    record Suggestion(UUID memory, SubjectKey key) {}

    Mono<Long> count(Filter filter) {
        return database.run(
                        filter.scope(),
                        COUNT,
                        List.of(filter.label(), filter.subject(), filter.tenant()),
                        row -> row.get("matched", Long.class))
                .single();
    }

    /** The oldest first. */
    Mono<List<Suggestion>> find(Filter filter, int limit) {
        return database.run(
                        filter.scope(),
                        ROWS,
                        List.of(filter.label(), filter.subject(), filter.tenant(), limit),
                        row -> new Suggestion(
                                row.get("id", UUID.class),
                                new SubjectKey(
                                        row.get("tenant_id", String.class), row.get("subject_id", String.class))))
                .collectList();
    }
}
