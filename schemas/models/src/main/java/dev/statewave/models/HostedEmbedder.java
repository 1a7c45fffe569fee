package dev.statewave.models;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.models.ModelException.Kind;
import dev.statewave.models.embedding.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The embedding model that the settings name, at its provider. */
public final class HostedEmbedder implements TextEmbedder {

    /** The most texts of one call. */
    static final int BATCH = 64;
    /** In code points: providers refuse the whole call for one text of more than about 8,000 tokens. */
    private static final int LONGEST = 8_000;

    private final ModelSettings settings;
    private final ModelApi api;
    private final ModelHttp http;
    private final ModelCalls calls;

    /**
     * @param retries further attempts after a transient failure
     * @param inFlight the most concurrent calls; a further one is rejected at once
     */
    public HostedEmbedder(ModelSettings settings, int retries, int inFlight, MeterRegistry metrics) {
        this(settings, new ModelCalls("embedding", retries, inFlight, metrics));
    }

    HostedEmbedder(ModelSettings settings, ModelCalls calls) {
        if (!settings.embeddingConfigured()) {
            throw new IllegalStateException(
                    "STATEWAVE_EMBEDDING_PROVIDER is litellm and STATEWAVE_LITELLM_API_KEY is not set: set the key of "
                            + "the provider, or STATEWAVE_EMBEDDING_PROVIDER to local.");
        }
        this.settings = settings;
        this.api = ModelApi.of(settings.embeddingModel(), settings.litellmApiKey());
        this.http = new ModelHttp(settings.base(settings.embeddingModel()), settings.timeout());
        this.calls = calls;
    }

    /** Includes the dimensions, which are a setting: vectors of different dimensions cannot be compared. */
    @Override
    public String model() {
        return settings.litellmEmbeddingModel() + "@" + settings.embeddingDimensions();
    }

    @Override
    public boolean semantic() {
        return true;
    }

    @Override
    public boolean hosted() {
        return true;
    }

    /** @throws ModelException where there is no answer */
    @Override
    public List<float[]> embed(List<String> texts) throws InterruptedException {
        var vectors = new ArrayList<float[]>(texts.size());
        for (int from = 0; from < texts.size(); from += BATCH) {
            List<String> some = texts.subList(from, Math.min(texts.size(), from + BATCH)).stream()
                    .map(text -> text.isBlank() ? " ." : PayloadText.cut(text, LONGEST))
                    .toList();
            ModelApi.Call call = api.embed(some, settings.embeddingDimensions());
            vectors.addAll(calls.run(() -> read(http.post(call), some.size())));
        }
        return vectors;
    }

    private List<float[]> read(JsonNode answer, int expected) {
        List<float[]> vectors = api.vectors(answer);
        if (vectors.size() != expected) {
            throw new ModelException(
                    Kind.FAILED, "The provider answered %d texts with %d vectors.".formatted(expected, vectors.size()));
        }
        for (float[] vector : vectors) {
            if (vector.length != settings.embeddingDimensions()) {
                throw new ModelException(
                        Kind.REFUSED,
                        "%s answers with %d numbers: set STATEWAVE_EMBEDDING_DIMENSIONS to %d."
                                .formatted(settings.litellmEmbeddingModel(), vector.length, vector.length));
            }
        }
        return vectors;
    }

    @Override
    public void close() {
        http.close();
    }
}
