package dev.statewave.context.packing;

import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.DuplicateFilter;
import dev.statewave.context.ranking.PinnedFacts;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TokenCounter;
import java.util.List;

/**
 * Fills the budget: first a small share with what an agent must always know, then with the best passages; one that does
 * not fit is passed over for the next that does. A passage pays for its length by the places it takes from others and
 * no more: dividing values by tokens was measured, and short chatter pushed the evidence out.
 */
public final class Packing {

    /** With less left nothing is worth trying. */
    private static final int CRUMBS = 6;

    private Packing() {}

    /** @param ranked best first */
    public static ContextBody pack(ContextRequest request, TokenCounter tokens, List<RankedPassage> ranked) {
        var context = new BudgetedContext(tokens, request);
        var repeats = new DuplicateFilter();
        int always = context.used() + (int) (PinnedFacts.SHARE * request.budget());
        ranked.stream()
                .map(RankedPassage::passage)
                .filter(PinnedFacts::isPinned)
                .forEach(passage -> add(context, repeats, passage, always));
        var quoted = new QuotedFacts(ranked.stream().map(RankedPassage::passage).toList());
        for (RankedPassage valued : ranked) {
            if (context.used() > request.budget() - CRUMBS) {
                break;
            }
            if (!quoted.quotes(valued.passage())) {
                add(context, repeats, valued.passage(), request.budget());
            }
        }
        return context.body();
    }

    private static void add(BudgetedContext context, DuplicateFilter repeats, Passage passage, int limit) {
        if (!repeats.isDuplicate(passage.text()) && context.add(passage, limit)) {
            repeats.add(passage.text());
        }
    }
}
