package dev.statewave.models.embedding;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A local model with one processor a text. The library's own models let all processors share in each text, which spins
 * away half of their time; texts side by side on one processor each come out twice as fast, and number for number the
 * same.
 */
final class LocalEncoder extends AbstractInProcessEmbeddingModel {

    /** Once a process and model: on one machine several deployables share it. */
    private static final Map<LocalModel, OnnxBertBiEncoder> LOADED = new ConcurrentHashMap<>();

    private final LocalModel model;
    private final OnnxBertBiEncoder encoder;

    /** Asked for one text at a time it runs on the thread of its caller. */
    LocalEncoder(LocalModel model) {
        super(Runnable::run);
        this.model = model;
        this.encoder = LOADED.computeIfAbsent(model, LocalEncoder::load);
    }

    private static OnnxBertBiEncoder load(LocalModel model) {
        try (var weights = LocalEncoder.class.getResourceAsStream(model.weights());
                var tokenizer = LocalEncoder.class.getResourceAsStream(model.tokenizer());
                var options = new OrtSession.SessionOptions()) {
            // A single thread has no pool to wait in, so there is no spinning to turn off either.
            options.setIntraOpNumThreads(1);
            var environment = OrtEnvironment.getEnvironment();
            return new OnnxBertBiEncoder(
                    environment,
                    environment.createSession(weights.readAllBytes(), options),
                    tokenizer,
                    model.pooling());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model %s cannot be loaded".formatted(model.id()), e);
        }
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return model.dimensions();
    }
}
