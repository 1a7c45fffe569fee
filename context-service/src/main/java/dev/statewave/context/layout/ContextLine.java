package dev.statewave.context.layout;

import dev.statewave.context.retrieval.Passage;

/** A line of a context, the passage that it tells and the section that it stands in. */
public record ContextLine(Section section, Passage passage, String text) {}
