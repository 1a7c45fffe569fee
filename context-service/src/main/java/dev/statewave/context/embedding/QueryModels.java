package dev.statewave.context.embedding;

import dev.statewave.models.embedding.TextEmbedder;
import java.util.Optional;
import java.util.Set;

/** What questions are embedded by. */
public interface QueryModels {

    /** The model of the settings; empty where nothing is embedded. */
    Optional<TextEmbedder> current();

    /**
     * One whose vectors still serve some subjects. Blocks while a local one is loaded, for a second.
     *
     * @return empty where the settings do not lead to it any more
     */
    default Optional<TextEmbedder> former(String model) {
        return Optional.empty();
    }

    /** Whether questions can be embedded by a model, without opening it. */
    default boolean available(String model) {
        return current().filter(embedder -> embedder.model().equals(model)).isPresent();
    }

    /** Closes former models that are not among these. */
    default void keepOnly(Set<String> models) {}

    /** Questions that are embedded side by side. */
    default int threads() {
        return 2;
    }
}
