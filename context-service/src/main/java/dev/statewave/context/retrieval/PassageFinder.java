package dev.statewave.context.retrieval;

import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.context.text.QueryWords;
import dev.statewave.context.web.RequestLog;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Fetches what a context may be made of, in two round trips: a scan over the subject without texts, then the texts that
 * are worth it.
 */
@Component
public class PassageFinder {

    private static final Logger log = LoggerFactory.getLogger(PassageFinder.class);

    /** Episodes that no memory was made of yet are few: compiling takes seconds. */
    private static final int RAW = 30;

    private static final int RESOLUTIONS = 50;

    private final ScopedReads database;
    private final RetrieverSelector selector;
    private final PassageRepository texts;
    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;

    PassageFinder(
            ScopedReads database,
            RetrieverSelector selector,
            PassageRepository texts,
            EpisodeRepository episodes,
            ResolutionRepository resolutions) {
        this.database = database;
        this.selector = selector;
        this.texts = texts;
        this.episodes = episodes;
        this.resolutions = resolutions;
    }

    /**
     * What was found.
     *
     * @param passages in no order that means anything, but always the same
     * @param resolutions of sessions, the most recently updated first
     */
    public record Found(List<Passage> passages, List<ResolutionBody> resolutions) {}

    /** @param question the task as a vector; empty where there is none */
    public Mono<Found> find(ContextRequest request, Optional<QueryVector> question) {
        CandidateRetriever retriever = selector.select(request, question);
        Mono<Found> found = find(request, question, retriever);
        return retriever == selector.scan()
                ? found
                // An index can be corrupt, and reading it then fails. The workers find that out and repair it.
                : found.onErrorResume(
                                failure -> !TransientDatabaseErrors.is(failure),
                                RequestLog.logAndContinue(log, "A large subject is scanned, for its index failed: {}"))
                        .switchIfEmpty(Mono.defer(() -> find(request, question, selector.scan())));
    }

    private Mono<Found> find(ContextRequest request, Optional<QueryVector> question, CandidateRetriever retriever) {
        int length = Shortlist.length(request.budget());
        CandidateRetriever.Retrieval retrieval = retriever.retrieval(request, question, length);
        var raw = episodes.newestRead(request.subject(), retrieval.tenant(), RAW);
        var standing = resolutions.newest(request.subject(), request.tenant(), RESOLUTIONS);
        var reads = new ArrayList<>(retrieval.reads());
        reads.add(raw);
        reads.add(standing);
        return database.together(TenantScope.ofReader(request.tenant()), reads).flatMap(found -> {
            Map<UUID, Shortlist.Listed> list = Shortlist.of(retrieval.gather().apply(found), length);
            return withTexts(request.subject(), request.tenant(), list)
                    .map(memories -> new Found(withRaw(request.task(), memories, found.of(raw)), found.of(standing)));
        });
    }

    private Mono<List<Passage>> withTexts(String subject, @Nullable String tenant, Map<UUID, Shortlist.Listed> list) {
        return list.isEmpty() ? Mono.just(List.of()) : texts.of(subject, tenant, list);
    }

    /** Adds the newest episodes, without those that a memory on the list was made of. */
    private static List<Passage> withRaw(String task, List<Passage> memories, List<EpisodeBody> newest) {
        var told = memories.stream().flatMap(PassageFinder::origins).collect(Collectors.toCollection(HashSet::new));
        var passages = new ArrayList<>(memories);
        var words = new QueryWords(task);
        int place = 0;
        for (EpisodeBody episode : newest) {
            place++;
            if (!told.contains(episode.id())) {
                passages.add(new Passage(
                        new Passage.Source.OfEpisode(episode),
                        episode.sessionId(),
                        episode.occurredAt(),
                        place,
                        null,
                        words.shareIn(PayloadText.of(episode.payload())),
                        ""));
            }
        }
        return passages;
    }

    private static Stream<UUID> origins(Passage passage) {
        return passage.source() instanceof Passage.Source.OfMemory memory && passage.isTurn()
                ? memory.body().sourceEpisodeIds().stream()
                : Stream.empty();
    }
}
