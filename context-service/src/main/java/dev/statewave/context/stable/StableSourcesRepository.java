package dev.statewave.context.stable;

import dev.statewave.context.bundle.AsOf;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.EpisodeRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads what the beginning of a context is made of, in one round trip. */
@Component
public class StableSourcesRepository {

    private static final int FACTS = 200;
    private static final int PROCEDURES = 50;
    /** Those since the last anchor, which are at most 31, and those before it. */
    private static final int EPISODES = 160;

    /** Of an episode's JSON, in bytes as stored. A longer one is a document and no turn; the task may lead to it. */
    private static final int LONGEST = 8_000;

    private static final String NEWEST = "SELECT " + EpisodeRow.COLUMNS + """
            , occurred_offset, place FROM (
                SELECT *, row_number() OVER (ORDER BY created_at DESC, log_offset DESC) AS place,
                    pg_column_size(payload) + pg_column_size(metadata) + pg_column_size(provenance) AS bytes
                FROM episodes WHERE {subject}{known}{happened}
                ORDER BY created_at DESC, log_offset DESC LIMIT :limit) newest
            WHERE bytes < :longest{visible_episode} ORDER BY place""";

    private static final String COUNT = "SELECT count(*) AS recorded FROM episodes WHERE {subject}{known}{happened}";

    private final ScopedReads database;
    private final MemoryRepository memories;

    StableSourcesRepository(ScopedReads database, MemoryRepository memories) {
        this.database = database;
        this.memories = memories;
    }

    /** @param tenant null or empty for any */
    public Mono<StableSources> of(String subject, @Nullable String tenant, PolicyView view) {
        var facts = memories.newestOfKind(subject, tenant, view, MemoryKind.PROFILE_FACT, FACTS);
        var procedures = memories.newestOfKind(subject, tenant, view, MemoryKind.PROCEDURE, PROCEDURES);
        var episodes = episodes(subject, tenant, view, null);
        var recorded = recorded(subject, tenant, null);
        return database.together(TenantScope.ofReader(tenant), List.of(facts, procedures, episodes, recorded))
                .map(found -> new StableSources(
                        found.of(facts),
                        found.of(procedures),
                        found.of(episodes),
                        found.of(recorded).getFirst()));
    }

    /**
     * As {@link #of}, at a moment.
     *
     * @param memories that counted then and may be shown, newest first
     */
    public Mono<StableSources> at(
            String subject, @Nullable String tenant, PolicyView view, AsOf asOf, List<MemoryBody> memories) {
        var episodes = episodes(subject, tenant, view, asOf);
        var recorded = recorded(subject, tenant, asOf);
        return database.together(TenantScope.ofReader(tenant), List.of(episodes, recorded))
                .map(found -> new StableSources(
                        ofKind(memories, MemoryKind.PROFILE_FACT, FACTS),
                        ofKind(memories, MemoryKind.PROCEDURE, PROCEDURES),
                        found.of(episodes),
                        found.of(recorded).getFirst()));
    }

    private static List<MemoryBody> ofKind(List<MemoryBody> memories, MemoryKind kind, int limit) {
        return memories.stream()
                .filter(memory -> MemoryKind.of(memory) == kind)
                .limit(limit)
                .toList();
    }

    private static ScopedReads.Read<StableSources.Turn> episodes(
            String subject, @Nullable String tenant, PolicyView view, @Nullable AsOf asOf) {
        return known(SqlQuery.of(NEWEST).ofSubject(subject, tenant).visibleTo(view), asOf)
                .bind("longest", LONGEST)
                .bind("limit", EPISODES)
                .read(StableSourcesRepository::read);
    }

    private static ScopedReads.Read<Long> recorded(String subject, @Nullable String tenant, @Nullable AsOf asOf) {
        return known(SqlQuery.of(COUNT).ofSubject(subject, tenant), asOf).read(row -> row.get("recorded", Long.class));
    }

    private static SqlQuery known(SqlQuery query, @Nullable AsOf asOf) {
        return query.optional(
                        "known",
                        " AND coalesce(recorded_at, created_at) <= :known",
                        asOf == null ? null : asOf.knownAt())
                .optional("happened", " AND occurred_at <= :happened", asOf == null ? null : asOf.validAt());
    }

    private static StableSources.Turn read(Readable row) {
        Integer minutes = row.get("occurred_offset", Integer.class);
        return new StableSources.Turn(
                EpisodeRow.read(row),
                row.get("place", Long.class),
                minutes == null ? ZoneOffset.UTC : ZoneOffset.ofTotalSeconds(60 * minutes));
    }
}
