package dev.statewave.context.handoff;

import dev.statewave.context.health.HealthBody;
import dev.statewave.context.health.SubjectHealth;
import dev.statewave.context.receipts.Answered;
import dev.statewave.context.sla.SubjectSla;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.json.WireTime;
import dev.statewave.platform.policy.PolicyView;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads what a brief is made of, and makes it. */
@Component
public class HandoffBriefs {

    private static final int FACTS = 20;
    private static final int EPISODES = 30;
    private static final int RESOLUTIONS = 20;
    private static final double RESPONSE_MINUTES = 5;
    private static final double RESOLUTION_HOURS = 24;

    private final MemoryRepository memories;
    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;
    private final SubjectHealth health;
    private final SubjectSla sla;
    private final HandoffBrief brief;
    private final WorkThreads threads;
    private final Clock clock;

    HandoffBriefs(
            MemoryRepository memories,
            EpisodeRepository episodes,
            ResolutionRepository resolutions,
            SubjectHealth health,
            SubjectSla sla,
            TokenCounter tokens,
            WorkThreads threads,
            Clock clock) {
        this.memories = memories;
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.health = health;
        this.sla = sla;
        this.brief = new HandoffBrief(tokens);
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * What is asked for.
     *
     * @param tenant null or empty for any
     * @param view what the caller is shown
     * @param budget of the notes, in tokens
     */
    public record Request(
            String subject, @Nullable String tenant, PolicyView view, String session, String reason, int budget) {}

    /** A brief, and what it was made of. */
    record Briefed(HandoffBody body, HandoffSources sources) {}

    /** For whoever takes over: a change of health is told. */
    Mono<Briefed> of(Request request, @Nullable String requestId) {
        return of(request, health.read(request.subject(), request.tenant(), requestId));
    }

    /** As it would be answered at this moment, with its receipt and without telling a change of health. */
    public Mono<Answered> again(Request request) {
        return of(request, health.inspect(request.subject(), request.tenant(), null))
                .map(made -> HandoffReceipt.of(made.body(), made.sources(), request));
    }

    private Mono<Briefed> of(Request request, Mono<HealthBody> state) {
        String subject = request.subject();
        String tenant = request.tenant();
        String session = request.session();
        return Mono.zip(
                        memories.newest(subject, tenant, request.view(), MemoryKind.PROFILE_FACT.wire(), null, FACTS)
                                .collectList(),
                        episodes.ofSession(subject, tenant, request.view(), session, EPISODES)
                                .collectList(),
                        episodes.ofOtherSessions(subject, tenant, request.view(), session, EPISODES)
                                .collectList(),
                        resolutions
                                .newest(subject, tenant, null, RESOLUTIONS, 0)
                                .collectList(),
                        state,
                        sla.read(subject, tenant, RESPONSE_MINUTES, RESOLUTION_HOURS))
                .map(found -> new HandoffSources(
                        found.getT1(), found.getT2(), found.getT3(), found.getT4(), found.getT5(), found.getT6()))
                .publishOn(threads.scheduler())
                .map(sources -> new Briefed(
                        brief.of(
                                subject,
                                session,
                                request.reason(),
                                request.budget(),
                                sources,
                                WireTime.micros(clock.instant())),
                        sources));
    }
}
