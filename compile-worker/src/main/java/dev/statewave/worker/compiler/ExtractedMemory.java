package dev.statewave.worker.compiler;

/**
 * A memory as a model told it, repaired.
 *
 * @param confidence 0 to 1
 */
record ExtractedMemory(String kind, String content, String summary, double confidence) {}
