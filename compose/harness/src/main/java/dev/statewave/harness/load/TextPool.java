package dev.statewave.harness.load;

import dev.statewave.local.system.BuiltInFacts;
import dev.statewave.models.embedding.TextEmbedder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts that subjects are filled with, and what the compiler makes of each, with its vector: a stored vector has to
 * be that of its own text, and embedding each of millions would take days.
 *
 * @param texts those of episodes
 * @param contents those of memories; the summary of the text of a number stands under the same number, facts stand
 *     behind all of these
 */
record TextPool(List<Text> texts, List<Content> contents) {

    private static final int AT_ONCE = 64;

    /** @param facts the numbers of its profile facts among the contents */
    record Text(String text, List<Integer> facts) {}

    record Content(String content, float[] vector) {}

    /** @param texts of which no two are alike and none is longer than a summary may be */
    static TextPool embed(List<String> texts, TextEmbedder embedder) throws InterruptedException {
        var contents = new ArrayList<>(texts);
        Map<String, Integer> numbers = new LinkedHashMap<>();
        var pooled = new ArrayList<Text>();
        for (String text : texts) {
            pooled.add(new Text(
                    text,
                    BuiltInFacts.of(text).stream()
                            .map(fact -> numbers.computeIfAbsent(fact, _ -> {
                                contents.add(fact);
                                return contents.size() - 1;
                            }))
                            .toList()));
        }
        var embedded = new ArrayList<Content>(contents.size());
        for (int from = 0; from < contents.size(); from += AT_ONCE) {
            List<String> batch = contents.subList(from, Math.min(contents.size(), from + AT_ONCE));
            List<float[]> vectors = embedder.embed(batch);
            for (int i = 0; i < batch.size(); i++) {
                embedded.add(new Content(batch.get(i), vectors.get(i)));
            }
        }
        return new TextPool(List.copyOf(pooled), List.copyOf(embedded));
    }
}
