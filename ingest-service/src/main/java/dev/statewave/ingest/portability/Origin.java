package dev.statewave.ingest.portability;

import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes into copies where they come from.
 *
 * @param metadata for episodes and memories
 * @param provenance for episodes
 */
public record Origin(ObjectNode metadata, ObjectNode provenance) {

    /** @param originals the ids from before; null where they are not told */
    public SubjectContents mark(SubjectContents copies, @Nullable SubjectContents originals) {
        var episodes = new ArrayList<ImportedEpisode>(copies.episodes().size());
        for (int i = 0; i < copies.episodes().size(); i++) {
            ImportedEpisode episode = copies.episodes().get(i);
            UUID former = originals == null ? null : originals.episodes().get(i).id();
            episodes.add(episode.withOrigin(
                    with(episode.metadata(), metadata, "original_episode_id", former),
                    with(episode.provenance(), provenance, "original_episode_id", former)));
        }
        List<ImportedMemory> memories = new ArrayList<>(copies.memories().size());
        for (int i = 0; i < copies.memories().size(); i++) {
            ImportedMemory memory = copies.memories().get(i);
            UUID former = originals == null ? null : originals.memories().get(i).id();
            memories.add(memory.withMetadata(with(memory.metadata(), metadata, "original_memory_id", former)));
        }
        return new SubjectContents(episodes, memories, copies.resolutions());
    }

    private static ObjectNode with(JsonNode given, ObjectNode extra, String name, @Nullable UUID former) {
        ObjectNode node = (ObjectNode) given.deepCopy();
        node.setAll(extra);
        return former == null ? node : node.put(name, former.toString());
    }
}
