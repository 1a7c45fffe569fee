package dev.statewave.context.ops;

import dev.statewave.context.embedding.EmbeddingModelRepository;
import dev.statewave.context.embedding.EmbeddingModelRepository.Stored;
import dev.statewave.context.embedding.QueryModels;
import dev.statewave.context.ops.UnembeddedRepository.Waiting;
import dev.statewave.models.embedding.TextEmbedder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /ops/embeddings}: by which models memories are found, and how far a change from one to the next has come.
 */
@RestController
class EmbeddingsController {

    private final EmbeddingModelRepository stored;
    private final UnembeddedRepository unembedded;
    private final QueryModels models;

    EmbeddingsController(EmbeddingModelRepository stored, UnembeddedRepository unembedded, QueryModels models) {
        this.stored = stored;
        this.unembedded = unembedded;
        this.models = models;
    }

    /**
     * @param subjects that have vectors of it
     * @param available whether questions can be embedded by it; where not, these subjects are found by words alone
     */
    record PreviousModel(String model, long subjects, long memories, boolean available) {}

    /**
     * @param model what memories are embedded by; null where nothing is
     * @param configuredModel what this service was set to; null for none
     * @param state {@code current}, or {@code changing} while there are several models
     * @param countedAt when the numbers were counted; null before the first count
     * @param waiting what waits for its first vectors at this moment, by tenant
     */
    record EmbeddingsBody(
            @Nullable String model,
            @Nullable String configuredModel,
            String state,
            List<PreviousModel> previousModels,
            long subjectsWaiting,
            long memoriesWaiting,
            @Nullable Instant countedAt,
            List<Waiting> waiting) {}

    @GetMapping("/ops/embeddings")
    Mono<EmbeddingsBody> embeddings() {
        return Mono.zip(stored.all(), unembedded.waiting(), this::body);
    }

    private EmbeddingsBody body(List<Stored> all, List<Waiting> waiting) {
        String configured = models.current().map(TextEmbedder::model).orElse(null);
        Optional<Stored> newest = all.stream().filter(Stored::newest).findFirst();
        String model = newest.map(Stored::model).orElse(configured);
        boolean changing = all.size() > 1 || configured != null && !configured.equals(model);
        return new EmbeddingsBody(
                model,
                configured,
                changing ? "changing" : "current",
                all.stream()
                        .filter(one -> !one.model().equals(model))
                        .map(one -> new PreviousModel(
                                one.model(), one.subjects(), one.memories(), models.available(one.model())))
                        .toList(),
                newest.map(Stored::subjects).orElse(0L),
                newest.map(Stored::memories).orElse(0L),
                newest.map(Stored::countedAt).orElse(null),
                waiting);
    }
}
