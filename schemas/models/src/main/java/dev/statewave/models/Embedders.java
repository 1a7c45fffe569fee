package dev.statewave.models;

import dev.statewave.models.embedding.LocalEmbedder;
import dev.statewave.models.embedding.LocalModel;
import dev.statewave.models.embedding.StubEmbedder;
import dev.statewave.models.embedding.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.regex.Pattern;

/** Opens the embedder that the settings name. */
public final class Embedders {

    private static final String STUB = "stub";
    /** The name of a model whose dimensions are a setting: {@code name@dimensions}. */
    private static final Pattern SIZED = Pattern.compile("(.+)@([1-9][0-9]{0,3})");

    private Embedders() {}

    /**
     * @param provider {@code local}, {@code litellm}, {@code stub} or {@code none}
     * @param threads texts that the local model embeds in parallel
     * @param retries further attempts of a hosted model after a transient failure
     * @return empty for {@code none}
     * @throws IllegalStateException with a sentence that says how to mend it
     */
    public static Optional<TextEmbedder> open(
            String provider, ModelSettings settings, int threads, int retries, MeterRegistry metrics) {
        return switch (provider) {
            case "local" ->
                Optional.of(new LocalEmbedder(
                        LocalModel.named(settings.localEmbeddingModel()).orElseThrow(), threads));
            case "litellm" ->
                Optional.of(new HostedEmbedder(settings, retries, settings.litellmMaxInFlight(), metrics));
            case "stub" -> Optional.of(new StubEmbedder(settings.embeddingDimensions()));
            default -> Optional.empty();
        };
    }

    /**
     * Opens a model by the name that is stored beside its vectors, so that they can still be searched while vectors of
     * another model are made.
     *
     * @param model as {@link TextEmbedder#model()} returned it
     * @return empty where it can no longer be called: no such local model, or one of another provider than the one of
     *     the settings
     */
    public static Optional<TextEmbedder> reopen(String model, ModelSettings settings, MeterRegistry metrics) {
        Optional<LocalModel> local = LocalModel.named(model);
        if (local.isPresent()) {
            return Optional.of(new LocalEmbedder(local.get(), 1));
        }
        return sized(model).flatMap(sized -> {
            if (sized.name().equals(STUB)) {
                return Optional.of(new StubEmbedder(sized.dimensions()));
            }
            return former(sized, settings)
                    .map(then -> new HostedEmbedder(
                            then, new ModelCalls("embedding-former", 0, then.litellmMaxInFlight(), metrics)));
        });
    }

    /** Whether {@link #reopen} would answer a model, without opening it. */
    public static boolean known(String model, ModelSettings settings) {
        return LocalModel.named(model).isPresent()
                || sized(model)
                        .filter(sized -> sized.name().equals(STUB)
                                || former(sized, settings).isPresent())
                        .isPresent();
    }

    private record Sized(String name, int dimensions) {}

    private static Optional<Sized> sized(String model) {
        var matcher = SIZED.matcher(model);
        return matcher.matches()
                ? Optional.of(new Sized(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    private static Optional<ModelSettings> former(Sized model, ModelSettings settings) {
        ModelId.Provider provider = settings.embeddingModel().provider();
        return ModelId.parse(model.name(), !settings.litellmApiBase().isEmpty())
                .filter(id -> id.provider() == provider)
                .filter(id -> settings.embeddingConfigured())
                .map(id -> settings.withEmbedding(model.name(), model.dimensions()));
    }
}
