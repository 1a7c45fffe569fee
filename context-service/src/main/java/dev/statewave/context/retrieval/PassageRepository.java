package dev.statewave.context.retrieval;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The texts of memories that are on a list, and what is known of the episode that each comes from. */
@Component
class PassageRepository {

    /**
     * Payloads that are stored out of line are passed over: to look into one of 1 MB costs milliseconds, and a
     * breadcrumb stands in short ones. So are those with an escaped NUL, which is legal in json and breaks its
     * operators.
     */
    private static final String SELECT = "SELECT " + MemoryRow.COLUMNS + """
            , o.session_id, o.occurred_at, o.occurred_offset,
                CASE WHEN pg_column_size(o.payload) < 2000 AND strpos(o.payload::text, '\\u0000') = 0 THEN coalesce(
                    CASE WHEN json_typeof(o.payload -> 'breadcrumb') = 'string'
                        THEN nullif(o.payload ->> 'breadcrumb', '') END,
                    CASE WHEN json_typeof(o.payload -> 'title') = 'string'
                        THEN nullif(o.payload ->> 'title', '') END) END AS breadcrumb
            FROM memories m LEFT JOIN episodes o ON o.id = m.source_episode_ids[1]
            WHERE {subject m} AND m.id = ANY (:ids) AND m.status = 'active'
            ORDER BY m.sequence DESC""";

    private final ScopedReads database;

    PassageRepository(ScopedReads database) {
        this.database = database;
    }

    Mono<List<Passage>> of(String subject, @Nullable String tenant, Map<UUID, Shortlist.Listed> list) {
        return SqlQuery.of(SELECT)
                .ofSubject(subject, tenant)
                .bind("ids", list.keySet().toArray(UUID[]::new))
                .run(database, row -> passage(row, list))
                .collectList();
    }

    private static Passage passage(Readable row, Map<UUID, Shortlist.Listed> list) {
        Shortlist.Listed listed = Objects.requireNonNull(list.get(row.get("id", UUID.class)));
        MemoryBody memory = MemoryRow.read(row, listed.seen().cosine());
        Instant occurredAt = row.get("occurred_at", Instant.class);
        Instant at = earlier(memory.validFrom(), occurredAt);
        return new Passage(
                new Passage.Source.OfMemory(memory),
                row.get("session_id", String.class),
                at,
                listed.seen().place(),
                listed.seen().cosine(),
                listed.wordShare(),
                Objects.requireNonNullElse(row.get("breadcrumb", String.class), ""),
                at.equals(occurredAt) ? offset(row.get("occurred_offset", Integer.class)) : ZoneOffset.UTC);
    }

    private static ZoneOffset offset(@Nullable Integer minutes) {
        return minutes == null ? ZoneOffset.UTC : ZoneOffset.ofTotalSeconds(60 * minutes);
    }

    /** Both may say when it happened, and the one that says nothing names the moment of recording, which is later. */
    private static Instant earlier(Instant validFrom, @Nullable Instant occurredAt) {
        return occurredAt == null || validFrom.isBefore(occurredAt) ? validFrom : occurredAt;
    }
}
