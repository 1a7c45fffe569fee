package dev.statewave.schemas.models;

import dev.statewave.schemas.embedding.LocalEmbedder;
import dev.statewave.schemas.embedding.LocalModel;
import dev.statewave.schemas.embedding.StubEmbedder;
import dev.statewave.schemas.embedding.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;

/** Opens the embedder that the settings name. */
public final class Embedders {

    private Embedders() {}

    /**
     * @param provider {@code local}, {@code litellm}, {@code stub} or {@code none}
     * @param threads texts that the local model embeds side by side
     * @param retries further attempts of a hosted model after one that failed in passing
     * @return empty for {@code none}
     * @throws IllegalStateException with a sentence that says how to mend it
     */
    public static Optional<TextEmbedder> open(String provider, ModelSettings settings, int threads, int retries, MeterRegistry metrics) {
        return switch (provider) {
            case "local" -> Optional.of(new LocalEmbedder(LocalModel.named(settings.localEmbeddingModel()).orElseThrow(), threads));
            case "litellm" -> Optional.of(new HostedEmbedder(settings, retries, settings.litellmMaxInFlight(), metrics));
            case "stub" -> Optional.of(new StubEmbedder(settings.embeddingDimensions()));
            default -> Optional.empty();
        };
    }
}
