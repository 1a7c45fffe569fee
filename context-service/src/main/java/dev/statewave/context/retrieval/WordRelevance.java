package dev.statewave.context.retrieval;

/**
 * How much of a question stands in a memory by words: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework: BM25 and Beyond", 2009) with a word counted once a memory, divided by what a memory of mean size with all
 * words of the question would have. So it lies about 0 to 1 whatever the question is. How rare a word is, is counted
 * within the subject: to one of two people who talk, the name of the other says nothing.
 */
final class WordRelevance {

    private static final double SATURATION = 1.2;
    /** Memories are sentences and not articles, so their length says little. */
    private static final double LENGTH = 0.2;

    private final double[] rarity = new double[Long.SIZE];
    private final double all;
    private final double meanSize;

    WordRelevance(CandidateSet scan) {
        this.meanSize = Math.max(1, scan.meanSize());
        int[] found = scan.found();
        double sum = 0;
        for (int word = 0; word < found.length; word++) {
            if (found[word] > 0) {
                rarity[word] = Math.log(1 + (scan.total() - found[word] + 0.5) / (found[word] + 0.5));
                sum += rarity[word];
            }
        }
        this.all = sum;
    }

    double of(CandidateSet.Candidate memory) {
        double value = 0;
        for (long left = memory.said(); left != 0; left &= left - 1) {
            value += rarity[Long.numberOfTrailingZeros(left)];
        }
        return value == 0
                ? 0
                : value * (SATURATION + 1) / (1 + SATURATION * (1 - LENGTH + LENGTH * memory.size() / meanSize)) / all;
    }
}
