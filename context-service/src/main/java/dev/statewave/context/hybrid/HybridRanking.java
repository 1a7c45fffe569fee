package dev.statewave.context.hybrid;

import dev.statewave.contract.rest.ResolutionBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The default ranking: what each signal finds, added up. It has no clock and no chance in it. */
final class HybridRanking {

    private HybridRanking() {}

    /** A passage and what it is worth for the task. */
    record Valued(Passage passage, double value) {}

    /**
     * Best first; of equals the newer one, and then the one with the smaller id.
     *
     * @param session the session that the caller is in; null for none
     * @param resolutions the most recently updated first
     * @param spread how far similarities of the model differ at random
     */
    static List<Valued> rank(
            List<Passage> passages, String task, String session, List<ResolutionBody> resolutions, double spread) {
        // The last two build upon the hits that the others have found.
        List<Signal> signals = List.of(
                new Relevance(task, spread),
                new Speakers(task),
                new AskedDates(task),
                new SessionStates(session, resolutions),
                new Newness(),
                new Neighbours(),
                new Topics());
        var values = new double[passages.size()];
        signals.forEach(signal -> signal.add(passages, values));
        var ranked = new ArrayList<Valued>();
        for (int i = 0; i < values.length; i++) {
            ranked.add(new Valued(passages.get(i), values[i]));
        }
        ranked.sort(Comparator.comparingDouble(Valued::value)
                .reversed()
                .thenComparing(valued -> valued.passage().at(), Comparator.reverseOrder())
                .thenComparing(valued -> valued.passage().id()));
        return ranked;
    }
}
