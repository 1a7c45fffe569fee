package dev.statewave.context.packing;

import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.policy.PolicyBundle;
import java.util.Map;
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
        // Numbers would answer guesses at what a policy redacts.
        boolean redacted = passage.text().equals(PolicyBundle.REDACTED);
        return new Candidate(
                passage.id(),
                passage.source() instanceof Passage.Source.OfMemory memory
                        ? memory.body().kind()
                        : "episode",
                passage.text(),
                redacted ? Map.of() : valued.signals(),
                redacted ? null : passage.cosine(),
                redacted ? null : passage.wordShare(),
                redacted ? null : valued.value(),
                chosen,
                chosen ? null : reason);
    }
}
