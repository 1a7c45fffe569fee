package dev.statewave.contract.portability;

import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a subject has, as it goes from one place to another. */
public record SubjectContents(
        List<ImportedEpisode> episodes, List<ImportedMemory> memories, List<ImportedResolution> resolutions) {

    public SubjectContents {
        episodes = List.copyOf(episodes);
        memories = List.copyOf(memories);
        resolutions = List.copyOf(resolutions);
    }

    public boolean isEmpty() {
        return episodes.isEmpty() && memories.isEmpty();
    }

    /** The ids of all episodes. */
    public Set<UUID> episodeIds() {
        return episodes.stream().map(ImportedEpisode::id).collect(Collectors.toUnmodifiableSet());
    }

    /** The ids of all memories. */
    public Set<UUID> memoryIds() {
        return memories.stream().map(ImportedMemory::id).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Says of each episode whether it is compiled where it arrives, and of each memory whether it belongs to the
     * episodes beside it. Episodes that come without any memory are compiled as if they were recorded now. An episode
     * that a memory names as its source is never compiled again, whatever its document says.
     */
    public SubjectContents settled() {
        Set<UUID> sources = new HashSet<>();
        memories.forEach(memory -> sources.addAll(memory.sourceEpisodeIds()));
        Set<UUID> here = episodeIds();
        return new SubjectContents(
                episodes.stream()
                        .map(episode -> memories.isEmpty()
                                ? episode.withCompiledAt(null)
                                : episode.compiledAt() == null && sources.contains(episode.id())
                                        ? episode.withCompiledAt(episode.createdAt())
                                        : episode)
                        .toList(),
                memories.stream()
                        .map(memory -> memory.withDerived(
                                !memory.sourceEpisodeIds().isEmpty() && here.containsAll(memory.sourceEpisodeIds())))
                        .toList(),
                resolutions);
    }

    /** Under new ids. Sources that are not among these episodes stay as they are. */
    public SubjectContents withNewIds() {
        Map<UUID, UUID> ofEpisodes = new HashMap<>();
        episodes.forEach(episode -> ofEpisodes.put(episode.id(), UUID.randomUUID()));
        Map<UUID, UUID> ofMemories = new HashMap<>();
        memories.forEach(memory -> ofMemories.put(memory.id(), UUID.randomUUID()));
        return new SubjectContents(
                episodes.stream()
                        .map(episode -> episode.withId(ofEpisodes.getOrDefault(episode.id(), episode.id())))
                        .toList(),
                memories.stream()
                        .map(memory -> memory.withIds(
                                ofMemories.getOrDefault(memory.id(), memory.id()),
                                memory.sourceEpisodeIds().stream()
                                        .map(id -> ofEpisodes.getOrDefault(id, id))
                                        .toList(),
                                memory.supersededBy() == null
                                        ? null
                                        : ofMemories.getOrDefault(memory.supersededBy(), memory.supersededBy())))
                        .toList(),
                resolutions.stream()
                        .map(resolution -> resolution.withId(UUID.randomUUID()))
                        .toList());
    }

    /**
     * For this subject. An idempotency key goes along only where the id of its episode is the one that a repeat of the
     * key would get here; with another id, a repeat would not be recognised and would collide.
     */
    public SubjectContents forSubject(SubjectKey key) {
        return new SubjectContents(
                episodes.stream()
                        .map(episode -> episode.idempotencyKey() == null
                                        || key.episodeId(episode.idempotencyKey())
                                                .equals(episode.id())
                                ? episode
                                : episode.withIdempotencyKey(null))
                        .toList(),
                memories,
                resolutions);
    }
}
