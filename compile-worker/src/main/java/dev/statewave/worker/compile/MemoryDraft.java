package dev.statewave.worker.compile;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.compile.claims.Claim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A memory that a compiler has made and nobody has stored.
 *
 * @param confidence 0 to 1
 * @param validTo null for no end
 */
public record MemoryDraft(
        UUID id,
        MemoryKind kind,
        String content,
        String summary,
        double confidence,
        Instant validFrom,
        @Nullable Instant validTo,
        List<UUID> sources,
        ObjectNode metadata) {

    MemoryDraft validUntil(Instant end) {
        return new MemoryDraft(id, kind, content, summary, confidence, validFrom, end, sources, metadata);
    }

    /** The same under the id of one that was made of the same before. */
    public MemoryDraft withId(UUID other) {
        return new MemoryDraft(other, kind, content, summary, confidence, validFrom, validTo, sources, metadata);
    }

    /** With these entries before those that it has. */
    public MemoryDraft withMetadata(ObjectNode other) {
        other.setAll(metadata);
        return new MemoryDraft(id, kind, content, summary, confidence, validFrom, validTo, sources, other);
    }

    public MemoryDraft withClaim(Optional<Claim> claim) {
        return claim.map(found -> withMetadata(Json.object().set("claim", found.json())))
                .orElse(this);
    }

    /** What it claims; null where it claims nothing. */
    public @Nullable Claim claim() {
        return Claim.of(metadata.path("claim")).orElse(null);
    }
}
