package dev.statewave.models.embedding;

import java.util.List;

/**
 * Turns texts into vectors. Writers and readers share it, because vectors can only be compared when they were made the
 * same way. A call blocks, for milliseconds of computation or for a network call: never use it on an event loop or
 * inside of a transaction.
 */
public interface TextEmbedder extends AutoCloseable {

    /** The name that is stored beside each vector. Vectors of one name can be compared. */
    String model();

    /** Whether near vectors have a similar meaning. If not, they can find an identical text but rank nothing. */
    boolean semantic();

    /** Whether it was made for texts like this one: what it makes of others ranks nothing. */
    default boolean reads(String text) {
        return true;
    }

    /**
     * The standard deviation of the cosine similarities of a question with unrelated texts. It differs between models,
     * so similarities are judged in units of it.
     */
    default double spread() {
        return 0.1;
    }

    /**
     * A vector for each text, in their order. An empty text is embedded like a single blank.
     *
     * @throws InterruptedException where the calling thread was interrupted
     */
    List<float[]> embed(List<String> texts) throws InterruptedException;

    /**
     * The vector of a question, to be compared with those of {@link #embed}. Some models embed questions and passages
     * differently.
     *
     * @throws InterruptedException where the calling thread was interrupted
     */
    default float[] embedQuestion(String text) throws InterruptedException {
        return embed(List.of(text)).getFirst();
    }

    /** Whether vectors come from a paid network service and not from this process. */
    default boolean hosted() {
        return false;
    }

    @Override
    void close();
}
