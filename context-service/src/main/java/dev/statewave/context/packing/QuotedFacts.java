package dev.statewave.context.packing;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.rest.MemoryBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The turns among the candidates, by the episode each was made of: a fact that is a phrase of such a turn is told with
 * it, in its setting.
 */
final class QuotedFacts {

    private final Map<UUID, String> texts = new HashMap<>();

    QuotedFacts(List<Passage> passages) {
        passages.stream().filter(Passage::isTurn).forEach(passage -> {
            if (passage.source() instanceof Passage.Source.OfMemory memory) {
                memory.body().sourceEpisodeIds().forEach(id -> texts.putIfAbsent(id, passage.text()));
            }
        });
    }

    boolean tell(Passage passage) {
        return !passage.isTurn() && passage.source() instanceof Passage.Source.OfMemory memory && isTold(memory.body());
    }

    private boolean isTold(MemoryBody fact) {
        return fact.sourceEpisodeIds().stream()
                .anyMatch(id -> texts.getOrDefault(id, "").contains(fact.content()));
    }
}
