package dev.statewave.worker.compiler;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a compiler made of some episodes.
 *
 * @param memories in the order of their episodes
 * @param empty why an episode came to nothing, for each that did
 */
record Compiled(List<MemoryDraft> memories, Map<UUID, String> empty) {}
