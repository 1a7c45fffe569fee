package dev.statewave.context.ranking.v1;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;

/** A candidate and how much it is worth for the task. */
public sealed interface Ranked {

    double value();

    /** A memory. */
    record Memory(MemoryBody memory, double value) implements Ranked {}

    /** A raw episode. */
    record Episode(EpisodeBody episode, double value) implements Ranked {}
}
