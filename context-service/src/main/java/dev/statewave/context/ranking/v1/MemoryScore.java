package dev.statewave.context.ranking.v1;

import dev.statewave.context.store.MemoryKind;
import dev.statewave.contract.rest.MemoryBody;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a memory is worth for a task: the sum of the signals of the v1 contract. */
final class MemoryScore {

    private final Set<String> task;
    private final Set<String> taskBreadcrumb;
    private final Recency recency;
    private final Map<UUID, String> breadcrumbs;
    private final Instant now;

    MemoryScore(String task, Recency recency, Map<UUID, String> breadcrumbs, Instant now) {
        this.task = Words.of(task);
        this.taskBreadcrumb = Words.ofBreadcrumb(task);
        this.recency = recency;
        this.breadcrumbs = breadcrumbs;
        this.now = now;
    }

    double of(MemoryBody memory) {
        return kind(MemoryKind.of(memory))
                + recency.of(memory.createdAt())
                + relevance(memory)
                + temporal(memory.validTo())
                + breadcrumb(memory);
    }

    private static double kind(MemoryKind kind) {
        return switch (kind) {
            case PROFILE_FACT -> 10;
            case PROCEDURE -> 8;
            case EPISODE_SUMMARY -> 5;
            case ARTIFACT_REF, OTHER -> 1;
        };
    }

    private double relevance(MemoryBody memory) {
        return memory.score() != null ? Math.max(0, memory.score()) * 8 : overlap(task, memory.content());
    }

    /** Up to 5 for the share of the task's words that stand in the text. */
    static double overlap(Set<String> task, String text) {
        return task.isEmpty() ? 0 : 5.0 * Words.common(task, Words.of(text)) / task.size();
    }

    private double temporal(@Nullable Instant validTo) {
        return validTo == null || validTo.isAfter(now) ? 3 : -4;
    }

    /**
     * Up to 3 where the task names the place in the documents that the memory comes from; the best of its sources
     * counts.
     */
    private double breadcrumb(MemoryBody memory) {
        if (taskBreadcrumb.isEmpty()) {
            return 0;
        }
        return memory.sourceEpisodeIds().stream()
                .map(breadcrumbs::get)
                .filter(text -> text != null)
                .mapToDouble(text -> {
                    Set<String> place =
                            Words.ofBreadcrumb(text.replace('›', ' ').replace('>', ' '));
                    return place.isEmpty()
                            ? 0
                            : 3.0 * Words.common(taskBreadcrumb, place) / Math.min(taskBreadcrumb.size(), place.size());
                })
                .max()
                .orElse(0);
    }
}
