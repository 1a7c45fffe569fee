package dev.statewave.context.packing;

import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import org.jspecify.annotations.Nullable;

/** Tells of a ranked passage why it was chosen or left out. */
public final class Candidates {

    public static final String BUDGET = "budget";
    public static final String BELOW_FLOOR = "below_floor";
    /** Followed by the id of what says the same. */
    public static final String REPEAT = "repeat_of:";

    private Candidates() {}

    /** @param reason why it was left out; ignored where it was chosen */
    public static Candidate of(RankedPassage valued, boolean chosen, @Nullable String reason) {
        Passage passage = valued.passage();
        return new Candidate(
                passage.id(),
                passage.source() instanceof Passage.Source.OfMemory memory
                        ? memory.body().kind()
                        : "episode",
                passage.text(),
                valued.signals(),
                passage.cosine(),
                passage.wordShare(),
                valued.value(),
                chosen,
                chosen ? null : reason);
    }
}
