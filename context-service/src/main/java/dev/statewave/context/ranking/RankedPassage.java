package dev.statewave.context.ranking;

import dev.statewave.context.retrieval.Passage;

/** A passage and what it is worth for the task. */
public record RankedPassage(Passage passage, double value) {}
