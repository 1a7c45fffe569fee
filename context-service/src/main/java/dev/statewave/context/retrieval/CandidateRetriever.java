package dev.statewave.context.retrieval;

import dev.statewave.platform.postgres.ScopedReads;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A way to look through a subject for what matters: by a scan or by an index, see {@link RetrieverSelector}. */
interface CandidateRetriever {

    /**
     * What is to be asked.
     *
     * @param reads in the order in which they have to be sent
     * @param gather makes of their answers what was seen
     * @param tenant who the subject belongs to; null or empty for any
     */
    record Retrieval(
            List<ScopedReads.Read<?>> reads,
            Function<ScopedReads.Answers, CandidateSet> gather,
            @Nullable String tenant) {}

    /** @param nearest how many of the nearest ones come back even without a word of the question */
    Retrieval retrieval(Question question, int nearest);
}
