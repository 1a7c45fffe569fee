package dev.statewave.context.sla;

import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.platform.policy.PolicyView;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How fast a subject was answered and helped. */
@Component
public class SubjectSla {

    private static final int RESOLUTIONS = 200;
    private static final int EPISODES = 500;

    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;
    private final Clock clock;

    SubjectSla(EpisodeRepository episodes, ResolutionRepository resolutions, Clock clock) {
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.clock = clock;
    }

    /**
     * How fast one session was answered and helped, judged by its first episodes.
     *
     * @param tenant null for none, which reads all of them
     * @return empty where the session has no episodes
     */
    public Mono<SlaBody.Session> ofSession(
            String subject, @Nullable String tenant, String session, double responseMinutes, double resolutionHours) {
        return Mono.zip(
                        episodes.ofSession(subject, tenant, PolicyView.OPEN, session, EPISODES)
                                .collectList(),
                        resolutions.ofSession(subject, tenant, session).collectList())
                .flatMapIterable(found -> SlaSummary.of(
                                subject,
                                found.getT1(),
                                found.getT2(),
                                responseMinutes * 60,
                                resolutionHours * 3_600,
                                clock.instant())
                        .sessions())
                .next();
    }

    /**
     * @param tenant null for none, which reads all of them
     * @param responseMinutes a first response later than this is a breach
     * @param resolutionHours a resolution later than this is a breach
     */
    public Mono<SlaBody> read(String subject, @Nullable String tenant, double responseMinutes, double resolutionHours) {
        return Mono.zip(
                        episodes.newest(subject, tenant, EPISODES).collectList(),
                        resolutions
                                .newest(subject, tenant, null, RESOLUTIONS, 0)
                                .collectList())
                .map(found -> SlaSummary.of(
                        subject,
                        found.getT1().reversed(),
                        found.getT2(),
                        responseMinutes * 60,
                        resolutionHours * 3_600,
                        clock.instant()));
    }
}
