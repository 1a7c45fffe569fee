package dev.statewave.context.packing;

import dev.statewave.context.retrieval.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Facts that are a phrase of a turn among the candidates: the turn contains them in their setting. */
final class QuotedFacts {

    /** Of each episode; a long one has several passages. */
    private final Map<UUID, List<Passage>> turns = new HashMap<>();

    QuotedFacts(List<Passage> passages) {
        passages.stream().filter(Passage::isTurn).forEach(passage -> {
            if (passage.source() instanceof Passage.Source.OfMemory memory) {
                memory.body().sourceEpisodeIds().forEach(id -> turns.computeIfAbsent(id, any -> new ArrayList<>())
                        .add(passage));
            }
        });
    }

    /** The turn that a fact is a phrase of; null for none. */
    @Nullable
    Passage turnOf(Passage passage) {
        if (passage.isTurn() || !(passage.source() instanceof Passage.Source.OfMemory memory)) {
            return null;
        }
        return memory.body().sourceEpisodeIds().stream()
                .flatMap(id -> turns.getOrDefault(id, List.of()).stream())
                .filter(turn -> turn.text().contains(memory.body().content()))
                .findFirst()
                .orElse(null);
    }
}
