package dev.statewave.context.retrieval;

import dev.statewave.context.retrieval.snapshot.StoredMemory;
import dev.statewave.contract.rest.MemoryBody;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Which memories of a subject are worth their texts being fetched: the best by meaning, the best by words, and the
 * newest of each kind.
 */
final class Shortlist {

    /** Texts of some 25 tokens each would fill the budget from one of the lists alone. */
    private static final int TOKENS_EACH = 25;

    private static final int LEAST = 60;
    private static final int MOST = 1_000;
    /** How many of each kind are looked at however far they seem to be from the question. */
    static final int NEWEST = 50;

    private Shortlist() {}

    /** A memory and how much of the question stands in it by words. */
    record Listed(CandidateSet.Candidate seen, double wordShare) {

        Passage passage(StoredMemory memory) {
            MemoryBody body = memory.body();
            return new Passage(
                    new Passage.Source.OfMemory(
                            seen.cosine() == null ? body : body.withScore(seen.cosine()), memory.features()),
                    memory.session(),
                    memory.at(),
                    seen.place(),
                    seen.cosine(),
                    wordShare,
                    memory.breadcrumb(),
                    memory.offset());
        }
    }

    /** @param budget in tokens */
    static int length(int budget) {
        return Math.clamp(budget / TOKENS_EACH, LEAST, MOST);
    }

    /** @param length of each of the two lists */
    static Map<UUID, Listed> of(CandidateSet scan, int length) {
        var words = new WordRelevance(scan);
        List<Listed> all = scan.memories().stream()
                .map(seen -> new Listed(seen, words.of(seen)))
                .toList();
        var list = new LinkedHashMap<UUID, Listed>();
        best(
                all,
                memory -> memory.seen().cosine() != null,
                Comparator.comparingDouble(memory -> -cosine(memory)),
                length,
                list);
        best(
                all,
                memory -> memory.wordShare() > 0,
                Comparator.comparingDouble(memory -> -memory.wordShare()),
                length,
                list);
        best(
                all,
                memory -> memory.seen().place() <= NEWEST,
                Comparator.comparingInt(memory -> memory.seen().place()),
                Integer.MAX_VALUE,
                list);
        return list;
    }

    private static double cosine(Listed memory) {
        Double cosine = memory.seen().cosine();
        return cosine == null ? Double.NEGATIVE_INFINITY : cosine;
    }

    private static void best(
            Collection<Listed> all,
            Predicate<Listed> which,
            Comparator<Listed> order,
            int length,
            Map<UUID, Listed> list) {
        all.stream()
                .filter(which)
                .sorted(order)
                .limit(length)
                .forEach(memory -> list.putIfAbsent(memory.seen().id(), memory));
    }
}
