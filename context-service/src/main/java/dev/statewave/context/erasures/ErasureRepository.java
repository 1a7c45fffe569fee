package dev.statewave.context.erasures;

import dev.statewave.context.erasures.Certificate.Kafka;
import dev.statewave.context.erasures.Certificate.Postgresql;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The table of erasures, as it is read. */
@Component
class ErasureRepository {

    private static final String FIND = """
            SELECT erasure_id, tenant_id, encode(fingerprint, 'hex') AS fingerprint, requested_at, applied_at, complete_by,
                completed_at, waits_for, deleted_rows::text AS deleted_rows, kept_snapshots::text AS kept_snapshots,
                marks::text AS marks, letters::text AS letters, trimmed_at, rewritten::text AS rewritten
            FROM erasures WHERE erasure_id = :id{tenant}""";

    private final ScopedReads database;

    ErasureRepository(ScopedReads database) {
        this.database = database;
    }

    /** An error 404 where the tenant has no such erasure. */
    Mono<Certificate> find(UUID id, @Nullable String tenant) {
        return SqlQuery.of(FIND)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, ErasureRepository::read)
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Erasure not found.")));
    }

    private static Certificate read(Readable row) {
        Instant completed = row.get("completed_at", Instant.class);
        String tenant = row.get("tenant_id", String.class);
        var snapshots = new ArrayList<String>();
        Json.tree(row.get("kept_snapshots", String.class)).forEach(name -> snapshots.add(name.stringValue()));
        SortedMap<String, String> rewritten = new TreeMap<>();
        entries(row.get("rewritten", String.class)).forEach((table, how) -> rewritten.put(table, how.stringValue()));
        Instant trimmed = row.get("trimmed_at", Instant.class);
        return new Certificate(
                row.get("erasure_id", UUID.class),
                tenant.isEmpty() ? null : tenant,
                row.get("fingerprint", String.class),
                completed == null ? "pending" : "complete",
                row.get("requested_at", Instant.class),
                row.get("applied_at", Instant.class),
                row.get("complete_by", Instant.class),
                completed,
                row.get("waits_for", String.class),
                new Postgresql(
                        numbers(row.get("deleted_rows", String.class)),
                        tables(rewritten, "rewritten"),
                        tables(rewritten, "larger")),
                new Kafka(
                        trimmed,
                        trimmed == null ? new TreeMap<>() : trimmedTo(numbers(row.get("marks", String.class))),
                        numbers(row.get("letters", String.class))),
                snapshots,
                null,
                null);
    }

    private static List<String> tables(SortedMap<String, String> rewritten, String how) {
        return rewritten.entrySet().stream()
                .filter(entry -> entry.getValue().equals(how))
                .map(SortedMap.Entry::getKey)
                .toList();
    }

    /** Dead-letter topics are not trimmed as a whole: the letters of others are kept. */
    private static SortedMap<String, Long> trimmedTo(SortedMap<String, Long> marks) {
        marks.keySet().removeIf(partition -> partition.startsWith(Topics.DLT_SUFFIX, partition.lastIndexOf('-') - 4));
        return marks;
    }

    private static SortedMap<String, Long> numbers(@Nullable String json) {
        SortedMap<String, Long> numbers = new TreeMap<>();
        entries(json).forEach((name, value) -> numbers.put(name, value.asLong()));
        return numbers;
    }

    private static SortedMap<String, JsonNode> entries(@Nullable String json) {
        SortedMap<String, JsonNode> entries = new TreeMap<>();
        if (json != null) {
            Json.tree(json).properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        }
        return entries;
    }
}
