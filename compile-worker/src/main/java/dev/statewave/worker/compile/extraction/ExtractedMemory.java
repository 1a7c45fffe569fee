package dev.statewave.worker.compile.extraction;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * A memory as a model told it, repaired.
 *
 * @param confidence 0 to 1
 * @param claim what the model says that it claims, as it came; null in JSON where it said nothing
 */
record ExtractedMemory(String kind, String content, String summary, double confidence, JsonNode claim) {

    ExtractedMemory {
        claim = claim == null ? NullNode.getInstance() : claim;
    }
}
