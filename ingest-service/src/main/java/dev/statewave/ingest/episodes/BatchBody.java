package dev.statewave.ingest.episodes;

import dev.statewave.contract.rest.EpisodeBody;
import java.util.List;

/**
 * The answer to a batch.
 *
 * @param episodesCreated how many were new; repeats of a key are answered with what was stored and not counted
 * @param episodes in the order of the request
 */
record BatchBody(int episodesCreated, List<EpisodeBody> episodes) {}
