package dev.statewave.worker.compile;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a compiler made of some episodes.
 *
 * @param memories in the order of their episodes
 * @param passages of episodes whose text does not stand in a memory as a whole
 * @param empty why an episode came to nothing, for each that did
 * @param fallbacks why an episode was not compiled by the compiler that is set but by a lesser one, for each that was
 *     not
 */
public record Compiled(
        List<MemoryDraft> memories, List<Passage> passages, Map<UUID, String> empty, Map<UUID, String> fallbacks) {

    /** Without passages. */
    public Compiled(List<MemoryDraft> memories, Map<UUID, String> empty, Map<UUID, String> fallbacks) {
        this(memories, List.of(), empty, fallbacks);
    }

    public Compiled withMemories(List<MemoryDraft> others) {
        return new Compiled(others, passages, empty, fallbacks);
    }

    public Compiled withPassages(List<Passage> others) {
        return new Compiled(memories, List.copyOf(others), empty, fallbacks);
    }

    /** The part that is about these episodes. */
    public Compiled only(Set<UUID> episodes) {
        return new Compiled(
                memories.stream()
                        .filter(memory -> episodes.containsAll(memory.sources()))
                        .toList(),
                passages.stream()
                        .filter(passage -> episodes.contains(passage.episode()))
                        .toList(),
                of(empty, episodes),
                of(fallbacks, episodes));
    }

    private static Map<UUID, String> of(Map<UUID, String> all, Set<UUID> episodes) {
        return all.entrySet().stream()
                .filter(entry -> episodes.contains(entry.getKey()))
                .collect(java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
