package dev.statewave.context.hybrid;

import dev.statewave.context.assembly.ContextBody;
import dev.statewave.context.assembly.ContextRequest;
import dev.statewave.context.assembly.Tokens;
import dev.statewave.context.hybrid.HybridRanking.Valued;
import java.util.List;

/**
 * Fills the budget: first a small share with what an agent must always know, then with the best passages; one that does
 * not fit is passed over for the next that does. A passage pays for its length by the places it takes from others and
 * no more: dividing values by tokens was measured, and short chatter pushed the evidence out.
 */
final class Packing {

    /** With less left nothing is worth trying. */
    private static final int CRUMBS = 6;

    private Packing() {}

    /** @param ranked best first */
    static ContextBody pack(ContextRequest request, Tokens tokens, List<Valued> ranked) {
        var bundle = new Bundle(tokens, request);
        var repeats = new Repeats();
        int always = bundle.used() + (int) (Standing.SHARE * request.budget());
        ranked.stream()
                .map(Valued::passage)
                .filter(Standing::is)
                .forEach(passage -> add(bundle, repeats, passage, always));
        var turns = new Turns(ranked.stream().map(Valued::passage).toList());
        for (Valued valued : ranked) {
            if (bundle.used() > request.budget() - CRUMBS) {
                break;
            }
            if (!turns.tell(valued.passage())) {
                add(bundle, repeats, valued.passage(), request.budget());
            }
        }
        return bundle.body();
    }

    private static void add(Bundle bundle, Repeats repeats, Passage passage, int limit) {
        if (!repeats.isToldBy(passage.text()) && bundle.add(passage, limit)) {
            repeats.add(passage.text());
        }
    }
}
