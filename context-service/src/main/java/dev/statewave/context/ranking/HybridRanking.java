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
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The default ranking: what each signal finds, added up. There is no chance in it, and the clock tells it the day of
 * the call alone.
 */
public final class HybridRanking {

    private HybridRanking() {}

    /**
     * What a ranking depends on, beside the passages.
     *
     * @param session the session that the caller is in; null for none
     * @param resolutions the most recently updated first
     * @param spread how far similarities of the model differ at random
     * @param today the day of the call, for words such as "yesterday"
     * @param explain whether what each signal adds is kept
     */
    public record Question(
            String task,
            @Nullable String session,
            List<ResolutionBody> resolutions,
            double spread,
            LocalDate today,
            boolean explain) {}

    /** Best first; of equals the newer one, and then the one with the smaller id. */
    public static List<RankedPassage> rank(List<Passage> passages, Question question) {
        // These look at the passage and the task alone.
        var own = new LinkedHashMap<String, Signal>();
        own.put("relevance", new RelevanceSignal(question.task(), question.spread()));
        own.put("speaker", new SpeakerSignal(question.task()));
        own.put("date", new DateSignal(question.task(), question.today()));
        // The last two build upon the hits that the others have found.
        var signals = new LinkedHashMap<String, Signal>();
        signals.put("session", new SessionSignal(question.session(), question.resolutions()));
        signals.put("recency", new RecencySignal());
        signals.put("neighbour", new NeighbourSignal());
        signals.put("conversation", new ConversationSignal());
        var values = new double[passages.size()];
        List<Map<String, Double>> added = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            added.add(question.explain() ? new LinkedHashMap<>() : Map.of());
        }
        apply(own, passages, values, added);
        double[] bearing = values.clone();
        apply(signals, passages, values, added);
        var ranked = new ArrayList<RankedPassage>();
        for (int i = 0; i < values.length; i++) {
            ranked.add(new RankedPassage(passages.get(i), values[i], bearing[i], added.get(i)));
        }
        ranked.sort(Comparator.comparingDouble(RankedPassage::value)
                .reversed()
                .thenComparing(valued -> valued.passage().at(), Comparator.reverseOrder())
                .thenComparing(valued -> valued.passage().id()));
        return ranked;
    }

    /** @param added what each signal adds is put there; immutable maps where nobody wants to know */
    private static void apply(
            Map<String, Signal> signals, List<Passage> passages, double[] values, List<Map<String, Double>> added) {
        signals.forEach((name, signal) -> {
            double[] before = values.clone();
            signal.add(passages, values);
            for (int i = 0; i < values.length; i++) {
                if (added.get(i) instanceof LinkedHashMap<String, Double> map) {
                    map.put(name, values[i] - before[i]);
                }
            }
        });
    }
}
