package dev.statewave.schemas.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * all-MiniLM-L6-v2, quantized, with one processor a text. The library's own model lets all processors share in each text, which spins
 * away half of their time; texts side by side on one processor each come out twice as fast, and number for number the same.
 */
final class MiniLm extends AbstractInProcessEmbeddingModel {

    private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    /** Asked for one text at a time it runs on the thread of its caller. */
    MiniLm() {
        super(Runnable::run);
    }

    /** Loaded once a process, with the first text: on one machine several deployables share it. */
    private static final class Loaded {

        private static final OnnxBertBiEncoder ENCODER = load();

        private static OnnxBertBiEncoder load() {
            try (var weights = MiniLm.class.getResourceAsStream(WEIGHTS); var tokenizer = MiniLm.class.getResourceAsStream(TOKENIZER);
                    var options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                var environment = OrtEnvironment.getEnvironment();
                return new OnnxBertBiEncoder(environment, environment.createSession(weights.readAllBytes(), options), tokenizer, PoolingMode.MEAN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (OrtException e) {
                throw new IllegalStateException("the embedding model cannot be loaded", e);
            }
        }
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return Loaded.ENCODER;
    }

    @Override
    protected Integer knownDimension() {
        return LocalEmbedder.DIMENSIONS;
    }
}
