package dev.statewave.context.health;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.contract.json.WireTime;
import dev.statewave.platform.postgres.ScopedReads;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Computes the health of a subject. A change is appended to the subject log, from where it becomes an event. */
@Component
public class SubjectHealth {

    private static final int RESOLUTIONS = 200;
    private static final int EPISODES = 200;

    private final ScopedReads database;
    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;
    private final HealthObservationPublisher log;
    private final Clock clock;

    SubjectHealth(
            ScopedReads database,
            EpisodeRepository episodes,
            ResolutionRepository resolutions,
            HealthObservationPublisher log,
            Clock clock) {
        this.database = database;
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.log = log;
        this.clock = clock;
    }

    private record Known(String state, int score) {}

    /** @param tenant null for none, which reads all of them */
    public Mono<HealthBody> read(String subject, @Nullable String tenant, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return Mono.zip(
                        resolutions
                                .newest(subject, tenant, null, RESOLUTIONS, 0)
                                .collectList(),
                        episodes.newest(subject, tenant, EPISODES).collectList(),
                        known(subject, tenant))
                .map(found -> {
                    HealthBody health =
                            HealthScore.of(subject, found.getT1(), found.getT2().reversed(), now);
                    boolean anything =
                            !found.getT1().isEmpty() || !found.getT2().isEmpty();
                    // A subject that does not exist is not recorded: guessed names must not fill the log.
                    if (found.getT3()
                            .map(known -> !known.equals(new Known(health.state().wire(), health.score())))
                            .orElse(anything)) {
                        log.observed(subject, tenant, health, now, requestId);
                    }
                    return health;
                });
    }

    private Mono<Optional<Known>> known(String subject, @Nullable String tenant) {
        String exact = tenant == null ? "" : tenant;
        return SqlQuery.of("SELECT state, score FROM subject_health WHERE {subject} AND tenant_id = :exact_tenant")
                .ofSubject(subject, exact)
                .bind("exact_tenant", exact)
                .run(database, row -> new Known(row.get("state", String.class), row.get("score", Integer.class)))
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
    }
}
