package dev.statewave.ingest.deadletters;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Rows that decide whether a record can be redriven, or that stand in its way. */
@Component
class RedriveRepository {

    private static final String ERASED = """
            SELECT asked.id FROM unnest($1::text[], $2::text[], $3::bigint[]) AS asked (id, key, written_ms)
            JOIN receipt_erasures e ON e.fingerprint = sha256(convert_to(asked.key, 'UTF8'))
            WHERE e.erased_at >= to_timestamp(asked.written_ms / 1000.0)""";

    /** As it was before the attempt that the record stands for. */
    private static final String REOPEN = """
            UPDATE webhook_deliveries SET status = 'pending', attempts = $2 - 1, next_attempt_at = now()
            WHERE id = $1 AND status = 'dead_letter'""";

    private final ScopedReads reads;
    private final ScopedWrites writes;

    RedriveRepository(ScopedReads reads, ScopedWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** @param letters whose key is that of a subject; blocks */
    Set<String> erased(List<Letter> letters) {
        return reads.run(
                        TenantScope.ALL,
                        ERASED,
                        List.of(
                                letters.stream().map(Letter::id).toArray(String[]::new),
                                letters.stream()
                                        .map(letter -> Objects.requireNonNull(letter.key()))
                                        .toArray(String[]::new),
                                letters.stream()
                                        .map(letter -> letter.at().toEpochMilli())
                                        .toArray(Long[]::new)),
                        row -> row.get("id", String.class))
                .collect(Collectors.toSet())
                .blockOptional()
                .orElseThrow();
    }

    /** @param attempt the last one; blocks */
    void reopenDelivery(UUID id, int attempt) {
        writes.run(TenantScope.ALL, REOPEN, List.of(id, attempt)).block();
    }
}
