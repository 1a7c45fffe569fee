package dev.statewave.context.stable;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What the beginning of a context is made of, whatever the task is.
 *
 * @param facts newest first
 * @param procedures newest first
 * @param episodes the last that were recorded, newest first
 * @param recorded how many episodes the subject has in all
 */
public record StableSources(List<MemoryBody> facts, List<MemoryBody> procedures, List<Turn> episodes, long recorded) {

    /**
     * An episode.
     *
     * @param place how many are as new or newer: 1 for the last one that was recorded
     * @param offset of the clocks where it happened; UTC where nobody said so
     */
    public record Turn(EpisodeBody episode, long place, ZoneOffset offset) {}
}
