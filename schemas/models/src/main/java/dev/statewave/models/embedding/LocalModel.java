package dev.statewave.models.embedding;

import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.util.Arrays;
import java.util.Optional;

/** The models that can run in the process. Each comes as a resource of its own library. */
public enum LocalModel {
    ALL_MINILM_L6_V2("all-minilm-l6-v2-q", "all-minilm-l6-v2-q", 384, PoolingMode.MEAN, "", 0.12),
    /** Trained on questions with an instruction prefix, and on passages without one. */
    BGE_SMALL_EN_V15(
            "bge-small-en-v15-q",
            "bge-small-en-v1.5-q",
            384,
            PoolingMode.CLS,
            "Represent this sentence for searching relevant passages: ",
            0.065);

    private final String id;
    private final String resource;
    private final int dimensions;
    private final PoolingMode pooling;
    private final String questionPrefix;
    private final double spread;

    LocalModel(String id, String resource, int dimensions, PoolingMode pooling, String questionPrefix, double spread) {
        this.id = id;
        this.resource = resource;
        this.dimensions = dimensions;
        this.pooling = pooling;
        this.questionPrefix = questionPrefix;
        this.spread = spread;
    }

    /** The model of this name, as settings and stored vectors have it. */
    public static Optional<LocalModel> named(String id) {
        return Arrays.stream(values()).filter(model -> model.id.equals(id)).findFirst();
    }

    public String id() {
        return id;
    }

    /** The dimensions of a vector. */
    public int dimensions() {
        return dimensions;
    }

    String weights() {
        return "/" + resource + ".onnx";
    }

    String tokenizer() {
        return "/" + resource + "-tokenizer.json";
    }

    PoolingMode pooling() {
        return pooling;
    }

    /** The instruction prefix of questions. */
    String questionPrefix() {
        return questionPrefix;
    }

    /** See {@link TextEmbedder#spread}; measured over questions and the turns of long conversations. */
    double spread() {
        return spread;
    }
}
