package dev.statewave.context.retrieval;

import dev.statewave.platform.policy.PolicyView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one look at the memories of a subject tells of them, without their texts.
 *
 * @param memories all that have a word of the question, the nearest ones by meaning, and the newest ones of each kind
 * @param found how many memories have each word of the question, by its bit
 * @param total how many memories the subject has
 * @param meanSize how many different words they have on average
 */
record CandidateSet(List<Candidate> memories, int[] found, int total, double meanSize) {

    /**
     * A memory.
     *
     * @param cosine its similarity with the question; null where it has no vector yet
     * @param said a bit for each word of the question that stands in it
     * @param size how many different words it has
     * @param place how many of its kind are as new or newer: 1 for the newest
     */
    record Candidate(UUID id, String kind, @Nullable Double cosine, long said, int size, int place) {

        /** Nothing is found by words that it does not show. */
        Candidate shownIn(PolicyView view) {
            return view.redacts(id) ? new Candidate(id, kind, cosine, 0, size, place) : this;
        }
    }

    /** Where every memory with a word of the question is among those seen. */
    static int[] counted(List<Candidate> memories) {
        var found = new int[Long.SIZE];
        for (Candidate memory : memories) {
            for (long left = memory.said(); left != 0; left &= left - 1) {
                found[Long.numberOfTrailingZeros(left)]++;
            }
        }
        return found;
    }
}
