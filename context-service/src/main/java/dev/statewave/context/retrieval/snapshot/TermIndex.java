package dev.statewave.context.retrieval.snapshot;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Which memories have which terms. */
final class TermIndex {

    /** Of an entry of the map and its text, about. */
    private static final int ENTRY_BYTES = 120;

    private static final int[] NONE = {};

    private final Map<String, int[]> memories;
    /** How many different terms each memory has. */
    private final int[] sizes;

    private TermIndex(Map<String, int[]> memories, int[] sizes) {
        this.memories = memories;
        this.sizes = sizes;
    }

    /** @param terms of each memory, without repeats */
    static TermIndex of(List<String[]> terms) {
        var counts = new HashMap<String, int[]>();
        terms.forEach(own -> {
            for (String term : own) {
                counts.computeIfAbsent(term, any -> new int[1])[0]++;
            }
        });
        var memories = HashMap.<String, int[]>newHashMap(counts.size());
        for (int memory = 0; memory < terms.size(); memory++) {
            for (String term : terms.get(memory)) {
                int[] count = Objects.requireNonNull(counts.get(term));
                int[] having = memories.computeIfAbsent(term, any -> new int[count[0]]);
                having[having.length - count[0]--] = memory;
            }
        }
        return new TermIndex(
                memories, terms.stream().mapToInt(own -> own.length).toArray());
    }

    /**
     * A bit of each memory for each word of a question that stands in it.
     *
     * @param words each as the terms that it may be stored as; at most 64
     */
    long[] said(List<Set<String>> words) {
        var said = new long[sizes.length];
        for (int word = 0; word < words.size(); word++) {
            for (String term : words.get(word)) {
                for (int memory : memories.getOrDefault(term, NONE)) {
                    said[memory] |= 1L << word;
                }
            }
        }
        return said;
    }

    /** How many different terms a memory has. */
    int size(int memory) {
        return sizes[memory];
    }

    long bytes() {
        return (long) ENTRY_BYTES * memories.size()
                + (long) Integer.BYTES * Arrays.stream(sizes).asLongStream().sum();
    }
}
