package dev.statewave.context.ranking.v1;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a context may be made of.
 *
 * @param memories facts, then procedures, then summaries and the rest, each newest first and then nearest first; the
 *     score of one is its cosine similarity with the task, null where it has none
 * @param episodes newest first
 * @param resolutions of the sessions of these episodes, and the {@link #RESOLVED_READ} newest resolved ones; most
 *     recently updated first
 * @param breadcrumbs of episodes that memories come from
 */
public record Candidates(
        List<MemoryBody> memories,
        List<EpisodeBody> episodes,
        List<ResolutionBody> resolutions,
        Map<UUID, String> breadcrumbs) {

    /** How many resolved sessions are looked through for an issue that was there before. */
    public static final int RESOLVED_READ = 20;
}
