package dev.statewave.context.embedding;

import dev.statewave.models.Embedders;
import dev.statewave.models.ModelSettings;
import dev.statewave.models.embedding.TextEmbedder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;

/**
 * The model of the settings, and former ones from the first question that needs them until their last vector is gone.
 */
final class ConfiguredQueryModels implements QueryModels, DisposableBean {

    private final Optional<TextEmbedder> current;
    private final int threads;
    private final ModelSettings settings;
    private final MeterRegistry metrics;
    /** As many as there are models with vectors in the database. */
    private final Map<String, Optional<TextEmbedder>> former = new ConcurrentHashMap<>();

    ConfiguredQueryModels(Optional<TextEmbedder> current, int threads, ModelSettings settings, MeterRegistry metrics) {
        this.current = current;
        this.threads = threads;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public Optional<TextEmbedder> current() {
        return current;
    }

    @Override
    public Optional<TextEmbedder> former(String model) {
        return former.computeIfAbsent(model, name -> Embedders.reopen(name, settings, metrics));
    }

    @Override
    public boolean available(String model) {
        return QueryModels.super.available(model) || Embedders.known(model, settings);
    }

    @Override
    public void keepOnly(Set<String> models) {
        former.forEach((name, embedder) -> {
            if (!models.contains(name) && former.remove(name, embedder)) {
                embedder.ifPresent(TextEmbedder::close);
            }
        });
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public void destroy() {
        current.ifPresent(TextEmbedder::close);
        keepOnly(Set.of());
    }
}
