package dev.statewave.context.retrieval.snapshot;

import dev.statewave.contract.rest.ResolutionBody;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The active memories of a subject at one version of it, with their vectors and words, and its resolutions. Immutable,
 * so that all who read the subject may share it.
 */
public final class SubjectSnapshot {

    /** Of a memory beside its texts and what hangs on it, about. */
    private static final int MEMORY_BYTES = 900;

    private final List<StoredMemory> memories;
    private final List<ResolutionBody> resolutions;
    private final int[] newestFirst;
    private final HalfVectors vectors;
    private final TermIndex terms;
    private final long bytes;

    /**
     * @param memories what was written last first
     * @param terms of each of them
     * @param vectors of those that have one, as {@code halfvec_send} writes them
     * @param resolutions of sessions, the most recently updated first
     */
    SubjectSnapshot(
            List<StoredMemory> memories,
            List<String[]> terms,
            Map<UUID, byte[]> vectors,
            List<ResolutionBody> resolutions) {
        this.memories = List.copyOf(memories);
        this.resolutions = List.copyOf(resolutions);
        this.newestFirst = IntStream.range(0, memories.size())
                .boxed()
                .sorted(Comparator.comparing(
                        memory -> memories.get(memory).body().createdAt(), Comparator.reverseOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        this.vectors = HalfVectors.of(memories.stream().map(StoredMemory::id)::iterator, memories.size(), vectors);
        this.terms = TermIndex.of(terms);
        this.bytes = this.vectors.bytes()
                + this.terms.bytes()
                + memories.stream().mapToLong(SubjectSnapshot::bytes).sum()
                + (long) MEMORY_BYTES * resolutions.size();
    }

    private static long bytes(StoredMemory memory) {
        var body = memory.body();
        // Twice the content: as it is, and in one line.
        return MEMORY_BYTES
                + 2L * body.content().length()
                + body.summary().length()
                + 60L * body.metadata().size();
    }

    /** What was written last first. */
    public List<StoredMemory> memories() {
        return memories;
    }

    /** The resolutions of its sessions, the most recently updated first. */
    public List<ResolutionBody> resolutions() {
        return resolutions;
    }

    /** The numbers of the memories, the newest first; of equals what was written last. */
    public int[] newestFirst() {
        return newestFirst.clone();
    }

    /** Of each memory, its cosine with a question; NaN where it has no vector. */
    public double[] cosines(float[] question) {
        return vectors.cosines(question);
    }

    /** Of each memory, a bit for each word of a question that stands in it; a word is all that it may be stored as. */
    public long[] said(List<Set<String>> words) {
        return terms.said(words);
    }

    /** How many different terms a memory has. */
    public int size(int memory) {
        return terms.size(memory);
    }

    /** What it takes in memory, about. */
    public long bytes() {
        return bytes;
    }
}
