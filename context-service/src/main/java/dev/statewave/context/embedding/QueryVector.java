package dev.statewave.context.embedding;

/**
 * A question as a vector.
 *
 * @param model whose vectors it can be compared with
 */
public record QueryVector(String model, float[] vector) {}
