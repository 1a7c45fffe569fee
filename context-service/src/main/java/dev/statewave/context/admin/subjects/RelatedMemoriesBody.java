package dev.statewave.context.admin.subjects;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a memory stands to others of its subject.
 *
 * @param supersedingMemory what retired it; null where nothing did
 * @param supersededMemories what it retired, the newest five
 * @param siblingMemories what else was made of the same episodes, the newest ten
 */
record RelatedMemoriesBody(
        UUID memoryId,
        String status,
        String createdAt,
        @Nullable Item supersedingMemory,
        List<Item> supersededMemories,
        List<Item> siblingMemories,
        int sourceEpisodeCount) {

    /** @param relationship {@code supersedes}, {@code superseded_by} or {@code sibling} */
    record Item(
            UUID id,
            String kind,
            String content,
            String summary,
            double confidence,
            String status,
            String createdAt,
            String relationship) {}
}
