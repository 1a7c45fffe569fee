package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.PendingEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Packs episodes into batches for a model: in order, as many as fit. */
final class EpisodeBatches {

    /** Code points of an episode that a model is given. */
    private static final int LONGEST_TEXT = 4_000;
    /** Code points of a batch. */
    private static final int LONGEST_BATCH = 6_000;

    private EpisodeBatches() {}

    /** An episode as a model reads it. */
    record Text(UUID episode, String text) {

        static Text of(PendingEpisode episode) {
            // NUL is legal in JSON and not in a text of PostgreSQL, and models gain nothing from it.
            return new Text(
                    episode.id(),
                    PayloadText.cut(PayloadText.of(episode.payload()).replace("\0", ""), LONGEST_TEXT));
        }

        private int length() {
            return text.codePointCount(0, text.length());
        }
    }

    static List<List<Text>> of(List<Text> texts) {
        var batches = new ArrayList<List<Text>>();
        var batch = new ArrayList<Text>();
        int length = 0;
        for (Text text : texts) {
            if (!batch.isEmpty() && length + text.length() > LONGEST_BATCH) {
                batches.add(List.copyOf(batch));
                batch.clear();
                length = 0;
            }
            batch.add(text);
            length += text.length();
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }
}
