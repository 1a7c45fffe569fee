package dev.statewave.context.ranking;

import dev.statewave.context.ranking.signals.ConversationSignal;
import dev.statewave.context.ranking.signals.DateSignal;
import dev.statewave.context.ranking.signals.NeighbourSignal;
import dev.statewave.context.ranking.signals.RecencySignal;
import dev.statewave.context.ranking.signals.RelevanceSignal;
import dev.statewave.context.ranking.signals.SessionSignal;
import dev.statewave.context.ranking.signals.Signal;
import dev.statewave.context.ranking.signals.SpeakerSignal;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The default ranking: what each signal finds, added up. It has no clock and no chance in it. */
public final class HybridRanking {

    private HybridRanking() {}

    /**
     * Best first; of equals the newer one, and then the one with the smaller id.
     *
     * @param session the session that the caller is in; null for none
     * @param resolutions the most recently updated first
     * @param spread how far similarities of the model differ at random
     */
    public static List<RankedPassage> rank(
            List<Passage> passages,
            String task,
            @Nullable String session,
            List<ResolutionBody> resolutions,
            double spread) {
        // The last two build upon the hits that the others have found.
        List<Signal> signals = List.of(
                new RelevanceSignal(task, spread),
                new SpeakerSignal(task),
                new DateSignal(task),
                new SessionSignal(session, resolutions),
                new RecencySignal(),
                new NeighbourSignal(),
                new ConversationSignal());
        var values = new double[passages.size()];
        signals.forEach(signal -> signal.add(passages, values));
        var ranked = new ArrayList<RankedPassage>();
        for (int i = 0; i < values.length; i++) {
            ranked.add(new RankedPassage(passages.get(i), values[i]));
        }
        ranked.sort(Comparator.comparingDouble(RankedPassage::value)
                .reversed()
                .thenComparing(valued -> valued.passage().at(), Comparator.reverseOrder())
                .thenComparing(valued -> valued.passage().id()));
        return ranked;
    }
}
