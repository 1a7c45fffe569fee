package dev.statewave.ingest.episodes;

import dev.statewave.contract.rest.EpisodeBody;
import java.util.List;

/**
 * The result of recording episodes.
 *
 * @param persisted false while the episodes are safe in Kafka and not yet readable
 * @param created how many were new; while they are not persisted, all of them as far as is known
 */
public record Recorded(boolean persisted, int created, List<EpisodeBody> episodes) {}
