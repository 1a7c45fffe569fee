package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.QueryWords;
import java.util.List;
import java.util.Objects;

/**
 * How much a passage has to do with the question, by meaning and by words. The similarity alone misses names and
 * numbers, the words alone miss what is said in other words. Scores are added and not ranks: the best of a subject that
 * knows nothing of the matter must not look like the best of one that does.
 */
public final class RelevanceSignal implements Signal {

    /** A passage with all words of the question gains as much as one that lies five spreads nearer. */
    private static final double WORDS = 5;

    private static final double BREADCRUMB = 1;

    private final QueryWords asked;
    private final double spread;

    /** @param spread how far similarities of the model differ at random */
    public RelevanceSignal(String question, double spread) {
        this.asked = new QueryWords(question);
        this.spread = spread;
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        double unknown = passages.stream()
                .map(Passage::cosine)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
        for (int i = 0; i < values.length; i++) {
            Passage passage = passages.get(i);
            // What has no vector yet is taken for the average: new things must not vanish for the second that embedding
            // takes.
            double cosine = passage.cosine() == null ? unknown : passage.cosine();
            values[i] += cosine / spread + WORDS * passage.wordShare();
            if (!passage.breadcrumb().isEmpty()) {
                values[i] += BREADCRUMB * asked.shareIn(passage.breadcrumb());
            }
        }
    }
}
