package dev.statewave.context.ranking;

import dev.statewave.context.text.TextFeatures;
import dev.statewave.context.text.WordSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds texts that a context already contains. People greet, repeat and quote, and each duplicate costs as many tokens
 * as something new.
 */
public final class DuplicateFilter {

    /** Of the words of the shorter text. */
    private static final double SAME = 0.9;
    /** A text of few words is not the same as a longer one that happens to have them. */
    private static final int FEW = 4;

    private final List<WordSet> told = new ArrayList<>();

    /**
     * Whether nearly all of its words stand in one text that was added. A longer text is no duplicate: it may say more.
     */
    public boolean isDuplicate(TextFeatures text) {
        return duplicateOf(text) >= 0;
    }

    /** The number of the first text that it is a duplicate of, in the order of adding and from 0; -1 for none. */
    public int duplicateOf(TextFeatures text) {
        WordSet words = text.words();
        for (int i = 0; i < told.size(); i++) {
            if (tells(told.get(i), words)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean tells(WordSet other, WordSet words) {
        return words.size() <= other.size() * 1.1
                && (words.size() >= FEW || words.size() == other.size())
                && words.standsIn(other, (1 - SAME) * words.size());
    }

    public void add(TextFeatures text) {
        told.add(text.words());
    }
}
