package dev.statewave.context.retrieval.snapshot;

import dev.statewave.context.text.TextFeatures;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.MemoryRow;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory, and what is known of the episode that it comes from.
 *
 * @param listed whether a search shows it: a passage beside a memory that a model made of the same text would be a
 *     repeat
 * @param features of its content
 * @param session of the episode; null for none
 * @param at when it happened
 * @param offset of the clocks where it happened; UTC where nobody said so
 * @param breadcrumb where in the documents it comes from; an empty text for nowhere
 */
public record StoredMemory(
        MemoryBody body,
        boolean listed,
        TextFeatures features,
        @Nullable String session,
        Instant at,
        ZoneOffset offset,
        String breadcrumb) {

    /**
     * What a query has to select, of a memory {@code m} and its episode {@code o}.
     *
     * <p>Payloads that are stored out of line are passed over: to look into one of 1 MB costs milliseconds, and a
     * breadcrumb stands in short ones. So are those with an escaped NUL, which is legal in json and breaks its
     * operators.
     */
    public static final String COLUMNS = MemoryRow.COLUMNS + """
            , m.kind <> 'passage' OR m.passage_of IS NOT NULL AS listed, o.session_id, o.occurred_at, o.occurred_offset,
                CASE WHEN pg_column_size(o.payload) < 2000 AND strpos(o.payload::text, '\\u0000') = 0 THEN coalesce(
                    CASE WHEN json_typeof(o.payload -> 'breadcrumb') = 'string'
                        THEN nullif(o.payload ->> 'breadcrumb', '') END,
                    CASE WHEN json_typeof(o.payload -> 'title') = 'string'
                        THEN nullif(o.payload ->> 'title', '') END) END AS breadcrumb""";

    public static StoredMemory read(Readable row) {
        MemoryBody memory = MemoryRow.read(row);
        Instant occurredAt = row.get("occurred_at", Instant.class);
        Instant at = earlier(memory.validFrom(), occurredAt);
        return new StoredMemory(
                memory,
                row.get("listed", Boolean.class),
                new TextFeatures(memory.content()),
                row.get("session_id", String.class),
                at,
                at.equals(occurredAt) ? offset(row.get("occurred_offset", Integer.class)) : ZoneOffset.UTC,
                Objects.requireNonNullElse(row.get("breadcrumb", String.class), ""));
    }

    private static ZoneOffset offset(@Nullable Integer minutes) {
        return minutes == null ? ZoneOffset.UTC : ZoneOffset.ofTotalSeconds(60 * minutes);
    }

    /** Both may say when it happened, and the one that says nothing names the moment of recording, which is later. */
    private static Instant earlier(Instant validFrom, @Nullable Instant occurredAt) {
        return occurredAt == null || validFrom.isBefore(occurredAt) ? validFrom : occurredAt;
    }

    public UUID id() {
        return body.id();
    }

    /** Whether it still holds at a moment. */
    public boolean holds(Instant now) {
        Instant end = body.validTo();
        return end == null || end.isAfter(now);
    }
}
