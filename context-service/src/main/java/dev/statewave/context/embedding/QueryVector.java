package dev.statewave.context.embedding;

/**
 * A question as a vector.
 *
 * @param model whose vectors it can be compared with
 * @param spread how far similarities of the model differ at random; see
 *     {@link dev.statewave.models.embedding.TextEmbedder#spread}
 */
public record QueryVector(String model, float[] vector, double spread) {}
