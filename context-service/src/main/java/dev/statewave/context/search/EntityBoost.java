package dev.statewave.context.search;

import dev.statewave.context.text.EntityNames;
import dev.statewave.contract.rest.MemoryBody;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Lifts memories that name whom or what the question names. Meaning alone does not tell one person from another:
 * vectors of sentences about Ann and about Anton lie close together.
 */
final class EntityBoost {

    private EntityBoost() {}

    /** @param found with scores; those of one score keep their order */
    static List<MemoryBody> lift(String question, List<MemoryBody> found, double weight, double maxDistance) {
        Set<String> asked = EntityNames.in(question);
        if (weight == 0 || asked.isEmpty()) {
            return found;
        }
        return found.stream()
                .map(memory -> memory.withScore((memory.score() == null ? 0 : memory.score())
                        + weight * match(asked, EntityNames.in(memory.content()), maxDistance)))
                .sorted(Comparator.comparing(MemoryBody::score).reversed())
                .toList();
    }

    /** 1 for the same name, less for one that is spelt otherwise, 0 beyond the distance. */
    private static double match(Set<String> asked, Set<String> said, double maxDistance) {
        double nearest = Double.MAX_VALUE;
        for (String name : asked) {
            if (said.contains(name)) {
                return 1;
            }
            for (String other : said) {
                nearest = Math.min(nearest, distance(name, other));
            }
        }
        return nearest <= maxDistance ? 1 - nearest : 0;
    }

    private static double distance(String a, String b) {
        return (double) LevenshteinDistance.getDefaultInstance().apply(a, b) / Math.max(a.length(), b.length());
    }
}
