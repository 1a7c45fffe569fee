package dev.statewave.context.assembly;

import dev.statewave.context.embedding.QueryEmbeddings;
import dev.statewave.context.ranking.Candidates;
import dev.statewave.context.store.Episodes;
import dev.statewave.context.store.Memories;
import dev.statewave.context.store.Resolutions;
import dev.statewave.schemas.rest.EpisodeBody;
import dev.statewave.schemas.rest.MemoryBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

    private final Memories memories;
    private final Episodes episodes;
    private final Resolutions resolutions;
    private final QueryEmbeddings embeddings;

    CandidateFinder(Memories memories, Episodes episodes, Resolutions resolutions, QueryEmbeddings embeddings) {
        this.memories = memories;
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.embeddings = embeddings;
    }

    /** Two round trips to the database: the pools side by side, then what is known of where they come from. */
    Mono<Candidates> find(String subject, String tenant, String task) {
        Mono<List<MemoryBody>> near = embeddings.embedMeaning(subject, tenant, task)
                .flatMap(vector -> memories.nearest(subject, tenant, null, vector, NEIGHBOURS).collectList()).defaultIfEmpty(List.of());
        return Mono.zip(newest(subject, tenant, "profile_fact", FACTS), newest(subject, tenant, "procedure", PROCEDURES),
                        newest(subject, tenant, "episode_summary", SUMMARIES), near,
                        episodes.newest(subject, tenant, EPISODES).collectList())
                .flatMap(found -> withOrigins(subject, tenant,
                        merge(found.getT1(), found.getT2(), found.getT3(), found.getT4()), found.getT5()));
    }

    private Mono<List<MemoryBody>> newest(String subject, String tenant, String kind, int limit) {
        return memories.newest(subject, tenant, kind, null, limit).collectList();
    }

    /** Each pool in its own order and behind it what only its nearness brought in; all with the similarity where it is known. */
    static List<MemoryBody> merge(List<MemoryBody> facts, List<MemoryBody> procedures, List<MemoryBody> summaries, List<MemoryBody> near) {
        Map<UUID, MemoryBody> byId = near.stream().collect(Collectors.toMap(MemoryBody::id, memory -> memory));
        var merged = new LinkedHashMap<UUID, MemoryBody>();
        add(merged, facts, byId, near, kind -> kind.equals("profile_fact"));
        add(merged, procedures, byId, near, kind -> kind.equals("procedure"));
        add(merged, summaries, byId, near, kind -> !Set.of("profile_fact", "procedure", "artifact_ref").contains(kind));
        return List.copyOf(merged.values());
    }

    private static void add(Map<UUID, MemoryBody> merged, List<MemoryBody> pool, Map<UUID, MemoryBody> scored, List<MemoryBody> near,
            Predicate<String> kind) {
        pool.forEach(memory -> merged.put(memory.id(), scored.getOrDefault(memory.id(), memory)));
        near.stream().filter(memory -> kind.test(memory.kind())).forEach(memory -> merged.putIfAbsent(memory.id(), memory));
    }

    private Mono<Candidates> withOrigins(String subject, String tenant, List<MemoryBody> found, List<EpisodeBody> raw) {
        Set<UUID> sources = found.stream().flatMap(memory -> memory.sourceEpisodeIds().stream()).collect(Collectors.toSet());
        Set<String> sessions = raw.stream().map(EpisodeBody::sessionId).filter(Objects::nonNull).collect(Collectors.toSet());
        return Mono.zip(resolutions.ofSessions(subject, tenant, sessions, Candidates.RESOLVED_READ).collectList(),
                        episodes.breadcrumbs(subject, tenant, sources).collectMap(Episodes.Breadcrumb::episode, Episodes.Breadcrumb::text))
                .map(origins -> new Candidates(found, raw, origins.getT1(), origins.getT2()));
    }
}
