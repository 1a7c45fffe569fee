package dev.statewave.context.retrieval;

import dev.statewave.context.retrieval.snapshot.StoredMemory;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
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

    private static final String SELECT = "SELECT " + StoredMemory.COLUMNS + """

            FROM memories m LEFT JOIN episodes o ON o.id = m.source_episode_ids[1]
            WHERE {subject m}{visible m} AND m.id = ANY (:ids) AND m.status = 'active'
            ORDER BY m.sequence DESC""";

    private final ScopedReads database;

    PassageRepository(ScopedReads database) {
        this.database = database;
    }

    Mono<List<Passage>> of(String subject, @Nullable String tenant, PolicyView view, Map<UUID, Shortlist.Listed> list) {
        return SqlQuery.of(SELECT)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("ids", list.keySet().toArray(UUID[]::new))
                .run(database, StoredMemory::read)
                .map(memory -> Objects.requireNonNull(list.get(memory.id()))
                        .passage(memory)
                        .shownIn(view))
                .collectList();
    }
}
