package dev.statewave.ingest.subjects;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the subjects that a deletion in bulk is about. What the system keeps for itself is never among them. */
@Component
class SubjectMatches {

    private static final int SAMPLE = 20;
    private static final int MAX_DAYS = 36_500;

    private static final String MATCHING = """
            FROM subject_activity a
            LEFT JOIN subject_memories m ON m.subject_id = a.subject_id AND m.tenant_id = a.tenant_id
            WHERE ($1 = '' OR starts_with(a.subject_id, $1)) AND a.last_episode_at < $2
              AND ($3 = '' OR a.tenant_id = $3)
              AND NOT is_internal(a.subject_id)
            """;
    private static final String TOTALS = """
            SELECT count(*) AS matched, coalesce(sum(a.episodes), 0)::bigint AS episodes,
                coalesce(sum(m.memories), 0)::bigint AS memories
            """ + MATCHING;
    private static final String ROWS = """
            SELECT a.subject_id, a.tenant_id, a.episodes, coalesce(m.memories, 0) AS memories, a.last_episode_at
            """ + MATCHING + " ORDER BY a.subject_id COLLATE \"C\", a.tenant_id LIMIT $4";

    private final ScopedReads database;
    private final Clock clock;

    SubjectMatches(ScopedReads database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What a subject has to fit, all of it.
     *
     * @param prefix of its id; empty for any
     * @param olderThanDays since its newest episode; null for any age
     * @param tenant empty for all
     */
    record Filter(String prefix, @Nullable Integer olderThanDays, String tenant) {

        /** @throws ApiException 400 where it would fit every subject and the body does not say that it should */
        static Filter read(FieldReader fields) {
            String prefix = fields.optionalText("subject_id_prefix", 256);
            Integer days = fields.integer("older_than_days", 0, MAX_DAYS, null);
            String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : "";
            boolean all = fields.bool("match_all", false);
            fields.check();
            var filter = new Filter(prefix == null ? "" : prefix, days, tenant);
            if (!all && filter.prefix.isEmpty() && days == null && tenant.isEmpty()) {
                throw ApiException.of(
                        400, "bad_request", "Name subject_id_prefix, older_than_days or tenant_id, or set match_all.");
            }
            return filter;
        }

        TenantScope scope() {
            return TenantScope.ofReader(tenant);
        }
    }

    record SampleBody(
            String subjectId, @Nullable String tenantId, long episodeCount, long memoryCount, String lastEpisodeAt) {}

    record PreviewBody(long matched, List<SampleBody> sample, long totalEpisodes, long totalMemories) {}

    private record Totals(long matched, long episodes, long memories) {}

    Mono<PreviewBody> preview(Filter filter) {
        var totals = new ScopedReads.Read<>(
                TOTALS,
                values(filter),
                row -> new Totals(
                        row.get("matched", Long.class),
                        row.get("episodes", Long.class),
                        row.get("memories", Long.class)));
        var sample = new ScopedReads.Read<>(ROWS, values(filter, SAMPLE), SubjectMatches::sample);
        return database.together(filter.scope(), List.of(totals, sample)).map(found -> {
            Totals all = found.of(totals).getFirst();
            return new PreviewBody(all.matched(), found.of(sample), all.episodes(), all.memories());
        });
    }

    /** In their order. */
    Mono<List<SubjectKey>> find(Filter filter, int limit) {
        return database.run(
                        filter.scope(),
                        ROWS,
                        values(filter, limit),
                        row -> new SubjectKey(row.get("tenant_id", String.class), row.get("subject_id", String.class)))
                .collectList();
    }

    private List<Object> values(Filter filter, int limit) {
        return List.of(filter.prefix(), before(filter), filter.tenant(), limit);
    }

    private List<Object> values(Filter filter) {
        return List.of(filter.prefix(), before(filter), filter.tenant());
    }

    private Instant before(Filter filter) {
        Instant now = clock.instant();
        // Without an age, what is recorded at this moment by a clock that is ahead fits too.
        return filter.olderThanDays() == null
                ? now.plus(Duration.ofDays(1))
                : now.minus(Duration.ofDays(filter.olderThanDays()));
    }

    private static SampleBody sample(Readable row) {
        String tenant = row.get("tenant_id", String.class);
        return new SampleBody(
                row.get("subject_id", String.class),
                tenant.isEmpty() ? null : tenant,
                row.get("episodes", Long.class),
                row.get("memories", Long.class),
                WireTime.formatWithOffset(row.get("last_episode_at", Instant.class)));
    }
}
