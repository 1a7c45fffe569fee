package dev.statewave.context.search;

import dev.statewave.contract.rest.FieldReader;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for, and how.
 *
 * @param kind null for all
 * @param text null or empty for no condition on the words
 * @param mode what the text is matched by
 * @param limit 1 to 200 memories
 * @param entityWeight what a name that the question and a memory share adds to the score; 0 for nothing
 * @param entityMaxDistance how far two spellings of a name may lie apart: 0 the same, 1 nothing in common
 * @param rerank whether a model puts the best of a pool into order
 * @param rerankPool how many memories the model may look at
 */
record SearchRequest(
        String subject,
        @Nullable String kind,
        @Nullable String text,
        Mode mode,
        int limit,
        double entityWeight,
        double entityMaxDistance,
        boolean rerank,
        int rerankPool) {

    enum Mode {
        /** A part of the text. */
        TEXT,
        /** A part of the text, and where that finds nothing {@link #HYBRID}; cannot be named. */
        TEXT_FIRST,
        SEMANTIC,
        HYBRID
    }

    private static final int MOST = 200;
    private static final int SMALLEST_POOL = 100;
    private static final int LARGEST_POOL = 1_000;

    static SearchRequest read(Map<String, String> parameters) {
        FieldReader fields = FieldReader.query(parameters);
        String subject = fields.requiredId("subject_id");
        String kind = fields.optionalText("kind", 256);
        String text = fields.optionalText("q", 10_000);
        boolean semantic = fields.bool("semantic", false);
        boolean hybrid = fields.bool("hybrid", true);
        String mode = fields.optionalEnum("search_mode", Set.of("text", "semantic", "hybrid"));
        int limit = fields.integer("limit", 1, MOST, 20);
        double weight = fields.number("entity_weight", 0, 10, 0.0);
        double distance = fields.number("entity_max_distance", 0, 2, 0.3);
        boolean rerank = fields.bool("rerank", false);
        int pool = fields.integer("rerank_pool", 1, LARGEST_POOL, Math.max(2 * limit, SMALLEST_POOL));
        fields.check();
        return new SearchRequest(
                subject, kind, text, mode(mode, semantic, hybrid), limit, weight, distance, rerank, pool);
    }

    private static Mode mode(@Nullable String named, boolean semantic, boolean hybrid) {
        if (named != null) {
            return Mode.valueOf(named.toUpperCase(Locale.ROOT));
        }
        return !semantic ? Mode.TEXT_FIRST : hybrid ? Mode.HYBRID : Mode.SEMANTIC;
    }

    /** The text, empty for no condition on the words. */
    String words() {
        return text == null ? "" : text;
    }

    /** How many memories are fetched: more than asked for where something puts them into another order afterwards. */
    int pool() {
        int pool = rerank ? Math.max(limit, rerankPool) : limit;
        return entityWeight > 0 ? Math.max(pool, Math.max(2 * limit, SMALLEST_POOL)) : pool;
    }
}
