package dev.statewave.context.packing;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.rest.MemoryBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Facts that are a phrase of a turn among the candidates: the turn contains them in their setting. */
final class QuotedFacts {

    /** Of an episode the turns or passages among the candidates. */
    private final Map<UUID, String> texts = new HashMap<>();

    QuotedFacts(List<Passage> passages) {
        passages.stream().filter(Passage::isTurn).forEach(passage -> {
            if (passage.source() instanceof Passage.Source.OfMemory memory) {
                memory.body()
                        .sourceEpisodeIds()
                        .forEach(id -> texts.merge(id, passage.text(), (one, other) -> one + "\n" + other));
            }
        });
    }

    boolean quotes(Passage passage) {
        return !passage.isTurn()
                && passage.source() instanceof Passage.Source.OfMemory memory
                && isQuoted(memory.body());
    }

    private boolean isQuoted(MemoryBody fact) {
        return fact.sourceEpisodeIds().stream()
                .anyMatch(id -> texts.getOrDefault(id, "").contains(fact.content()));
    }
}
