package dev.statewave.context.ranking.v1;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.embedding.QueryEmbedder;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Fetches what a context may be made of: the newest of each kind, and what is nearest to the task. */
@Component
class CandidateFinder {

    private static final int FACTS = 50;
    private static final int PROCEDURES = 20;
    private static final int SUMMARIES = 30;
    private static final int EPISODES = 30;
    private static final int NEIGHBOURS = 100;

    private final ScopedReads database;
    private final MemoryRepository memories;
    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;
    private final QueryEmbedder embeddings;
    private final Duration vectorLimit;

    CandidateFinder(
            ScopedReads database,
            MemoryRepository memories,
            EpisodeRepository episodes,
            ResolutionRepository resolutions,
            QueryEmbedder embeddings,
            ContextSettings settings) {
        this.database = database;
        this.memories = memories;
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.embeddings = embeddings;
        this.vectorLimit = settings.vectorLimit();
    }

    /** Two round trips to the database: the pools, then what is known of where they come from. */
    Mono<Found> find(String subject, @Nullable String tenant, PolicyView view, String task) {
        return embeddings
                .embedMeaning(subject, tenant, task)
                .map(Optional::of)
                .timeout(vectorLimit, Mono.just(Optional.empty()))
                .defaultIfEmpty(Optional.empty())
                .flatMap(question -> pools(subject, tenant, view, question)
                        .flatMap(found -> withOrigins(subject, tenant, view, found.memories(), found.episodes()))
                        .map(candidates -> new Found(
                                candidates, question.map(QueryVector::model).orElse(null))));
    }

    /** @param model whose vectors the task was compared with; null for none */
    record Found(Candidates candidates, @Nullable String model) {}

    private record Pools(List<MemoryBody> memories, List<EpisodeBody> episodes) {}

    private Mono<Pools> pools(
            String subject, @Nullable String tenant, PolicyView view, Optional<QueryVector> question) {
        var facts = memories.newestOfKind(subject, tenant, view, MemoryKind.PROFILE_FACT, FACTS);
        var procedures = memories.newestOfKind(subject, tenant, view, MemoryKind.PROCEDURE, PROCEDURES);
        var summaries = memories.newestOfKind(subject, tenant, view, MemoryKind.EPISODE_SUMMARY, SUMMARIES);
        var raw = episodes.newestRead(subject, tenant, view, EPISODES);
        var near = question.map(meaning -> memories.nearestOfAll(subject, tenant, view, meaning, NEIGHBOURS));
        var reads = new ArrayList<ScopedReads.Read<?>>(List.of(facts, procedures, summaries, raw));
        near.ifPresent(reads::add);
        return database.together(TenantScope.ofReader(tenant), reads)
                .map(found -> new Pools(
                        merge(
                                found.of(facts),
                                found.of(procedures),
                                found.of(summaries),
                                near.map(found::of).orElse(List.of())),
                        found.of(raw)));
    }

    /**
     * Each pool in its own order and behind it what only its nearness brought in; all with the similarity where it is
     * known.
     */
    static List<MemoryBody> merge(
            List<MemoryBody> facts, List<MemoryBody> procedures, List<MemoryBody> summaries, List<MemoryBody> near) {
        Map<UUID, MemoryBody> byId = near.stream().collect(Collectors.toMap(MemoryBody::id, memory -> memory));
        var merged = new LinkedHashMap<UUID, MemoryBody>();
        add(merged, facts, byId, near, kind -> kind == MemoryKind.PROFILE_FACT);
        add(merged, procedures, byId, near, kind -> kind == MemoryKind.PROCEDURE);
        add(merged, summaries, byId, near, kind -> kind == MemoryKind.EPISODE_SUMMARY || kind == MemoryKind.OTHER);
        return List.copyOf(merged.values());
    }

    private static void add(
            Map<UUID, MemoryBody> merged,
            List<MemoryBody> pool,
            Map<UUID, MemoryBody> scored,
            List<MemoryBody> near,
            Predicate<MemoryKind> kind) {
        pool.forEach(memory -> merged.put(memory.id(), scored.getOrDefault(memory.id(), memory)));
        near.stream()
                .filter(memory -> kind.test(MemoryKind.of(memory)))
                .forEach(memory -> merged.putIfAbsent(memory.id(), memory));
    }

    private Mono<Candidates> withOrigins(
            String subject, @Nullable String tenant, PolicyView view, List<MemoryBody> found, List<EpisodeBody> raw) {
        Set<UUID> sources = found.stream()
                .flatMap(memory -> memory.sourceEpisodeIds().stream())
                .collect(Collectors.toSet());
        Set<String> sessions = raw.stream()
                .map(EpisodeBody::sessionId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (sources.isEmpty() && sessions.isEmpty()) {
            return Mono.just(new Candidates(found, raw, List.of(), Map.of()));
        }
        var standing = resolutions.ofSessions(subject, tenant, sessions, Candidates.RESOLVED_READ);
        var breadcrumbs = episodes.breadcrumbs(subject, tenant, view, sources);
        return database.together(TenantScope.ofReader(tenant), List.of(standing, breadcrumbs))
                .map(origins -> new Candidates(
                        found,
                        raw,
                        sessions.isEmpty() ? List.of() : origins.of(standing),
                        origins.of(breadcrumbs).stream()
                                .filter(breadcrumb -> !breadcrumb.text().isEmpty())
                                .collect(Collectors.toMap(
                                        EpisodeRepository.Breadcrumb::episode, EpisodeRepository.Breadcrumb::text))));
    }
}
