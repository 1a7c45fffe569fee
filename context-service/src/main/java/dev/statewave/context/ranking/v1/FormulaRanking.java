package dev.statewave.context.ranking.v1;

import dev.statewave.context.store.MemoryKind;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The additive ranking of the v1 contract. The same candidates, task and clock give the same order. */
public final class FormulaRanking {

    private FormulaRanking() {}

    /**
     * Best first; of equals, the one that stood first among the candidates.
     *
     * @param session the session that the caller is in; null for none
     */
    public static List<Ranked> rank(Candidates candidates, String task, @Nullable String session, Instant now) {
        var ranked = new ArrayList<Ranked>();
        var memories = new MemoryScore(
                task,
                new Recency(candidates.memories().stream()
                        .map(MemoryBody::createdAt)
                        .toList()),
                candidates.breadcrumbs(),
                now);
        candidates.memories().forEach(memory -> ranked.add(new Ranked.Memory(memory, memories.of(memory))));
        var episodes = new EpisodeScore(
                task,
                new Recency(candidates.episodes().stream()
                        .map(EpisodeBody::createdAt)
                        .toList()),
                new Sessions(task, session, candidates.episodes(), candidates.resolutions()));
        // An episode that a summary covers is left out, even where the summary does not fit into the context.
        var summarized = candidates.memories().stream()
                .filter(memory -> MemoryKind.of(memory) == MemoryKind.EPISODE_SUMMARY)
                .flatMap(memory -> memory.sourceEpisodeIds().stream())
                .collect(Collectors.<UUID>toSet());
        candidates.episodes().stream()
                .filter(episode -> !summarized.contains(episode.id()))
                .forEach(episode -> ranked.add(new Ranked.Episode(episode, episodes.of(episode))));
        ranked.sort(Comparator.comparingDouble(Ranked::value).reversed());
        return ranked;
    }
}
