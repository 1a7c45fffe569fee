package dev.statewave.context.health;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple2;

/** Computes the health of a subject. A change is appended to the subject log, from where it becomes an event. */
@Component
public class SubjectHealth {

    private static final int RESOLUTIONS = 200;
    private static final int EPISODES = 200;
    /** Subjects whose episodes are held at once. */
    private static final int SUBJECTS_AT_ONCE = 10;

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

    /**
     * For whoever asks for it by name: a change is told.
     *
     * @param tenant null for none, which reads all of them
     */
    public Mono<HealthBody> read(String subject, @Nullable String tenant, @Nullable String requestId) {
        return look(subject, tenant, requestId, change -> true);
    }

    /**
     * For operators who look around: what nobody has to be told of is recorded, a change of state is left to the next
     * {@link #read}.
     *
     * @param tenant null for none, which reads all of them
     */
    public Mono<HealthBody> inspect(String subject, @Nullable String tenant, @Nullable String requestId) {
        return look(subject, tenant, requestId, change -> !change.isTold());
    }

    /**
     * As {@link #inspect}, for several subjects of which none was looked at before. A tenant of them is exactly that
     * one, or none.
     */
    public Mono<Map<SubjectKey, HealthBody>> inspectUnknown(
            TenantScope scope, List<SubjectKey> subjects, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return Flux.fromIterable(subjects)
                .buffer(SUBJECTS_AT_ONCE)
                .concatMap(some -> {
                    var told = resolutions.newestOf(some, RESOLUTIONS);
                    var happened = episodes.newestOf(some, EPISODES);
                    return database.together(scope, List.of(told, happened))
                            .map(found -> some.stream()
                                    .map(key -> HealthScore.of(
                                            key.subject(),
                                            found.of(told).stream()
                                                    .filter(one -> one.key().equals(key))
                                                    .map(ResolutionRepository.Owned::resolution)
                                                    .toList(),
                                            found.of(happened).stream()
                                                    .filter(one -> one.key().equals(key))
                                                    .map(EpisodeRepository.Owned::episode)
                                                    .toList()
                                                    .reversed(),
                                            now))
                                    .toList())
                            .flatMapIterable(health -> health)
                            .zipWithIterable(some);
                })
                .doOnNext(one -> {
                    if (one.getT1().state() == HealthState.HEALTHY) {
                        SubjectKey key = one.getT2();
                        log.observed(key.subject(), key.tenantOrNull(), one.getT1(), now, requestId);
                    }
                })
                .collectMap(Tuple2::getT2, Tuple2::getT1);
    }

    /** @param before null where nobody has looked yet */
    private record Change(@Nullable Known before, HealthBody now) {

        /** Who was never looked at counts as healthy. */
        boolean isTold() {
            String state = before == null ? HealthState.HEALTHY.wire() : before.state();
            return !state.equals(now.state().wire());
        }
    }

    private Mono<HealthBody> look(
            String subject, @Nullable String tenant, @Nullable String requestId, Predicate<Change> recorded) {
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
                    boolean changed = found.getT3()
                            .map(known -> !known.equals(new Known(health.state().wire(), health.score())))
                            .orElse(anything);
                    if (changed && recorded.test(new Change(found.getT3().orElse(null), health))) {
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
