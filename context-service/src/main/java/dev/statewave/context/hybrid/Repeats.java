package dev.statewave.context.hybrid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows what has been told, so that nothing is told twice: people greet, repeat and quote, and each repetition costs as much as something new. */
final class Repeats {

    /** Of the words of the shorter text. */
    private static final double SAME = 0.9;
    /** A text of few words is not the same as a longer one that happens to have them. */
    private static final int FEW = 4;

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final List<Told> told = new ArrayList<>();

    private record Told(BitSet words, int size) {}

    /** Whether nearly all of its words stand in one text that was told. A longer text than that one is none: it may say more. */
    boolean isToldBy(String text) {
        BitSet words = words(text);
        int size = words.cardinality();
        return told.stream().anyMatch(other -> size <= other.size() * 1.1 && (size >= FEW || size == other.size()) && common(words, other.words()) >= SAME * size);
    }

    void add(String text) {
        BitSet words = words(text);
        told.add(new Told(words, words.cardinality()));
    }

    private BitSet words(String text) {
        var words = new BitSet();
        PlainWords.of(text).forEach(word -> words.set(vocabulary.computeIfAbsent(word, any -> vocabulary.size())));
        return words;
    }

    private static int common(BitSet some, BitSet others) {
        var both = (BitSet) some.clone();
        both.and(others);
        return both.cardinality();
    }
}
