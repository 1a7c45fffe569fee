package dev.statewave.context.receipts;

import dev.statewave.context.receipts.recipe.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How an answer was made.
 *
 * @param ranker the name and version of what chose
 * @param embeddingModel whose vectors the task was compared with; null for none
 * @param request what a replay asks again, beside the subject and the task
 * @param sources the stored texts that the text of the answer is made of
 * @param policy what the receipt says that is made again; null for an answer of its own
 */
public record Making(
        String ranker,
        @Nullable String embeddingModel,
        JsonNode request,
        List<Source> sources,
        @Nullable RecordedPolicy policy) {}
