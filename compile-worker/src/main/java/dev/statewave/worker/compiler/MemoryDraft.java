package dev.statewave.worker.compiler;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * A memory that a compiler has made and nobody has stored.
 *
 * @param confidence 0 to 1
 * @param validTo null for no end
 */
record MemoryDraft(UUID id, String kind, String content, String summary, double confidence, Instant validFrom, Instant validTo, List<UUID> sources,
        ObjectNode metadata) {

    MemoryDraft validUntil(Instant end) {
        return new MemoryDraft(id, kind, content, summary, confidence, validFrom, end, sources, metadata);
    }

    MemoryDraft withMetadata(ObjectNode other) {
        return new MemoryDraft(id, kind, content, summary, confidence, validFrom, validTo, sources, other);
    }
}
