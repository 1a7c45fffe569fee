package dev.statewave.context.receipts;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Something that an answer was made of, as a receipt tells it: its ids and what became of it, and no text. */
public sealed interface ReceiptEntry {

    /**
     * @param rank from 1, the best first
     * @param score null where the ranking has told none
     */
    static ReceiptEntry of(MemoryBody memory, int rank, @Nullable Double score) {
        List<String> sources =
                memory.sourceEpisodeIds().stream().map(UUID::toString).toList();
        JsonNode key = memory.metadata().at("/claim/key");
        return new OfMemory(
                "memory",
                memory.id().toString(),
                memory.kind(),
                memory.validFrom(),
                memory.validTo(),
                memory.status(),
                sources,
                Sha256.hex(String.join(",", sources.stream().sorted().toList())),
                key.isString() ? key.stringValue() : null,
                memory.status().equals("superseded") ? "overridden" : "none",
                rank,
                rounded(score));
    }

    /** As for a memory. */
    static ReceiptEntry of(EpisodeBody episode, int rank, @Nullable Double score) {
        return new OfEpisode(
                "episode",
                episode.id().toString(),
                episode.source(),
                episode.type(),
                episode.occurredAt(),
                rank,
                rounded(score));
    }

    /** An entry as a receipt has it. */
    static ReceiptEntry read(JsonNode entry) {
        return "memory".equals(entry.path("type").asString(""))
                ? Json.MAPPER.treeToValue(entry, OfMemory.class)
                : Json.MAPPER.treeToValue(entry, OfEpisode.class);
    }

    /** Four decimals are written in the same way by every language. */
    static @Nullable BigDecimal rounded(@Nullable Double score) {
        return score == null || !Double.isFinite(score)
                ? null
                : BigDecimal.valueOf(score).setScale(4, RoundingMode.HALF_EVEN);
    }

    /**
     * @param provenanceHash SHA-256 of the sorted ids of the source episodes, joined by commas
     * @param factKey of the claim that the memory makes; null for none
     * @param conflictStatus {@code overridden} by a later memory, or {@code none}
     */
    record OfMemory(
            String type,
            String memoryId,
            String kind,
            Instant validFrom,
            @Nullable Instant validTo,
            String supersessionStatus,
            List<String> sourceEpisodeIds,
            String provenanceHash,
            @Nullable String factKey,
            String conflictStatus,
            int rank,
            @Nullable BigDecimal score)
            implements ReceiptEntry {}

    record OfEpisode(
            String type,
            String episodeId,
            String source,
            String eventType,
            @Nullable Instant occurredAt,
            int rank,
            @Nullable BigDecimal score)
            implements ReceiptEntry {}
}
