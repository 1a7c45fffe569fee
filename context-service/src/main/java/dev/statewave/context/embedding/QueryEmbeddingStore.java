package dev.statewave.context.embedding;

import reactor.core.publisher.Mono;

/** Vectors of questions that any process has asked for. */
interface QueryEmbeddingStore {

    /** Empty where it is not known, or cannot be said soon. */
    Mono<float[]> find(String model, String text);

    /** Returns at once; the vector may be lost. */
    void keep(String model, String text, float[] vector);
}
