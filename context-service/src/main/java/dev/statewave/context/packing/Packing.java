package dev.statewave.context.packing;

import dev.statewave.context.Fill;
import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.DuplicateFilter;
import dev.statewave.context.ranking.PinnedFacts;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.ranking.RelevanceFloor;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.text.TokenCounter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Fills the budget: first a small share with what an agent must always know, then with the best passages; one that does
 * not fit is passed over for the next that does. A passage pays for its length by the places it takes from others and
 * no more: dividing values by tokens was measured, and short chatter pushed the evidence out. What is left at the end
 * goes to the facts that were left out as repeats: then they cost nothing, and a client that reads facts finds them.
 */
public final class Packing {

    /** With less left nothing is worth trying. */
    private static final int CRUMBS = 6;

    private final ContextRequest request;
    private final List<RankedPassage> ranked;
    private final BudgetedContext context;
    private final DuplicateFilter repeats = new DuplicateFilter();
    /** Those that the filter knows, in its order. */
    private final List<UUID> told = new ArrayList<>();
    /** Of passages that were left out. */
    private final Map<Passage, String> reasons = new IdentityHashMap<>();

    private Packing(ContextRequest request, TokenCounter tokens, List<RankedPassage> ranked) {
        this.request = request;
        this.ranked = ranked;
        this.context = new BudgetedContext(tokens, request);
    }

    /** @param ranked best first */
    public static ContextBody pack(ContextRequest request, TokenCounter tokens, List<RankedPassage> ranked) {
        var packing = new Packing(request, tokens, ranked);
        if (request.options().fill() == Fill.RELEVANT) {
            packing.add(packing.above(RelevanceFloor.of(ranked)));
        } else {
            packing.addPinned();
            packing.add(ranked);
        }
        ContextBody body = packing.context.body();
        return request.options().explain() ? body.explainedBy(packing.candidates()) : body;
    }

    private List<RankedPassage> above(double floor) {
        ranked.stream()
                .filter(valued -> valued.bearing() < floor)
                .forEach(valued -> reasons.put(valued.passage(), Candidates.BELOW_FLOOR));
        return ranked.stream().filter(valued -> valued.bearing() >= floor).toList();
    }

    private void addPinned() {
        int always = context.used() + (int) (PinnedFacts.SHARE * request.budget());
        ranked.stream()
                .map(RankedPassage::passage)
                .filter(PinnedFacts::isPinned)
                .forEach(passage -> add(passage, always));
    }

    private void add(List<RankedPassage> best) {
        var quoted = new QuotedFacts(best.stream().map(RankedPassage::passage).toList());
        var leftOut = new ArrayList<Passage>();
        for (RankedPassage valued : best) {
            if (isFull()) {
                return;
            }
            Passage passage = valued.passage();
            Passage turn = quoted.turnOf(passage);
            if (turn != null) {
                reasons.put(passage, Candidates.REPEAT + turn.id());
            }
            if (!context.has(passage) && (turn != null || !add(passage, request.budget()))) {
                leftOut.add(passage);
            }
        }
        for (Passage passage : leftOut) {
            if (!isFull()
                    && passage.isOf(MemoryKind.PROFILE_FACT)
                    && reasons.getOrDefault(passage, "").startsWith(Candidates.REPEAT)) {
                context.add(passage, request.budget());
            }
        }
    }

    private boolean isFull() {
        return context.used() > request.budget() - CRUMBS;
    }

    /** Whether it is no repeat and fitted in. */
    private boolean add(Passage passage, int limit) {
        int repeated = repeats.duplicateOf(passage.features());
        if (repeated >= 0) {
            reasons.put(passage, Candidates.REPEAT + told.get(repeated));
            return false;
        }
        if (!context.add(passage, limit)) {
            return false;
        }
        repeats.add(passage.features());
        told.add(passage.id());
        return true;
    }

    private List<Candidate> candidates() {
        return ranked.stream()
                .map(valued -> Candidates.of(
                        valued,
                        context.has(valued.passage()),
                        reasons.getOrDefault(valued.passage(), Candidates.BUDGET)))
                .toList();
    }
}
