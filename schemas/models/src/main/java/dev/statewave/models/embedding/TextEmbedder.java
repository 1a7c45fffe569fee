package dev.statewave.models.embedding;

import java.util.List;

/**
 * Text to vector. It stands here because a stored vector is only worth something to a reader who embeds the same way. A
 * call blocks, for milliseconds of a processor or as long as a network takes: never on an event loop and never inside
 * of a transaction.
 */
public interface TextEmbedder extends AutoCloseable {

    /** What stands beside each stored vector: it names all that shapes it, so vectors of one name can be compared. */
    String model();

    /** Whether near vectors mean alike. Where not, they are good for a search for the same text and for no ranking. */
    boolean semantic();

    /**
     * The standard deviation of the cosine similarities of a question with texts it has nothing to do with. Models
     * differ in it, so a similarity says something only in units of it.
     */
    default double spread() {
        return 0.1;
    }

    /**
     * A vector for each text, in their order. An empty text is embedded like a single blank.
     *
     * @throws InterruptedException where the caller was told to stop
     */
    List<float[]> embed(List<String> texts) throws InterruptedException;

    /**
     * The vector of a question, to be compared with those of {@link #embed}. Some models want to be told which of the
     * two a text is.
     *
     * @throws InterruptedException where the caller was told to stop
     */
    default float[] embedQuestion(String text) throws InterruptedException {
        return embed(List.of(text)).getFirst();
    }

    /** Whether a vector comes over a network and is paid for, rather than worked out here in milliseconds. */
    default boolean hosted() {
        return false;
    }

    @Override
    void close();
}
