package dev.statewave.context.embedding;

import dev.statewave.schemas.embedding.TextEmbedder;
import java.util.Optional;

/** What questions are embedded by. */
public interface QueryModel {

    /** Empty where nothing is embedded. */
    Optional<TextEmbedder> embedder();

    /** Questions that are embedded side by side. */
    default int threads() {
        return 2;
    }

    /** What stands beside the vectors that a question can be compared with; an empty string where there are none. */
    default String id() {
        return embedder().map(TextEmbedder::model).orElse("");
    }
}
