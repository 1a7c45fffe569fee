package dev.statewave.worker.compile.extraction;

import dev.statewave.worker.compile.MemoryKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A memory as a model told it, repaired.
 *
 * @param confidence 0 to 1
 * @param claim what the model says that it claims, as it came; null in JSON where it said nothing
 */
record ExtractedMemory(MemoryKind kind, String content, String summary, double confidence, JsonNode claim) {

    ExtractedMemory(MemoryKind kind, String content, String summary, double confidence, @Nullable JsonNode claim) {
        this.kind = kind;
        this.content = content;
        this.summary = summary;
        this.confidence = confidence;
        this.claim = claim == null ? NullNode.getInstance() : claim;
    }
}
