package dev.statewave.harness.evaluation;

import java.util.List;

/** How much of the evidence stands in a context. Its words count and not its id: a model reads words. */
public final class Recall {

    private Recall() {}

    /**
     * The share of texts that stand in a context whole, 0 to 1; white space is all the same.
     *
     * @param evidence at least one
     */
    public static double of(List<String> evidence, String context) {
        String words = words(context);
        return (double) evidence.stream()
                        .filter(text -> words.contains(words(text)))
                        .count()
                / evidence.size();
    }

    private static String words(String text) {
        return text.strip().replaceAll("(?U)\\s+", " ");
    }
}
