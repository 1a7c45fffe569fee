package dev.statewave.schemas.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.concurrent.ExecutorService;

/**
 * Text to vector by a model that runs in the process: no key, no network. It stands here because a stored vector is only worth
 * something to a reader who embeds the same way.
 *
 * <p>Texts are embedded one by one: a quantized model answers differently inside a padded batch, and a stored vector must not
 * depend on its neighbours. A call takes milliseconds of CPU and blocks; never call it on an event loop.
 */
public final class TextEmbedder {

    /** What stands beside each stored vector. */
    public static final String MODEL = "all-minilm-l6-v2-q";
    public static final int DIMENSIONS = 384;

    private final EmbeddingModel model;

    /** @param executor where the model may run parts of a long text */
    public TextEmbedder(ExecutorService executor) {
        this.model = new AllMiniLmL6V2QuantizedEmbeddingModel(executor);
    }

    /** A unit vector of {@link #DIMENSIONS} numbers. An empty text is embedded like a single blank. */
    public float[] embed(String text) {
        return model.embed(text.isBlank() ? " ." : text).content().vector();
    }
}
