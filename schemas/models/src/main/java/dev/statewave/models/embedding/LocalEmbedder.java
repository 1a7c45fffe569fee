package dev.statewave.models.embedding;

import dev.langchain4j.model.embedding.EmbeddingModel;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A model that runs in the process: no key, no network. It takes a second and some 150 MB to load.
 *
 * <p>Texts are embedded in parallel and not in batches: a quantized model answers differently inside a padded batch,
 * and a stored vector must not depend on its neighbours.
 */
public final class LocalEmbedder implements TextEmbedder {

    private final LocalModel local;
    private final ExecutorService threads;
    private final EmbeddingModel model;

    /**
     * Loads the model, so that the first text does not wait for it.
     *
     * @param threads texts that are embedded in parallel
     */
    public LocalEmbedder(LocalModel local, int threads) {
        this.local = local;
        this.model = new LocalEncoder(local);
        this.threads = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("embed-", 0).factory());
        embed("");
    }

    @Override
    public String model() {
        return local.id();
    }

    /** The local models were trained on English, and tell little apart that is written in another script. */
    @Override
    public boolean reads(String text) {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long latin = text.codePoints()
                .filter(c -> Character.isLetter(c) && UnicodeScript.of(c) == UnicodeScript.LATIN)
                .count();
        return 2 * latin >= letters;
    }

    @Override
    public boolean semantic() {
        return true;
    }

    @Override
    public double spread() {
        return local.spread();
    }

    @Override
    public List<float[]> embed(List<String> texts) throws InterruptedException {
        if (texts.size() == 1) {
            return List.of(embed(texts.getFirst()));
        }
        var vectors = new ArrayList<float[]>(texts.size());
        for (Future<float[]> vector : threads.invokeAll(texts.stream()
                .map(text -> (Callable<float[]>) () -> embed(text))
                .toList())) {
            try {
                vectors.add(vector.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a text cannot be embedded", e.getCause());
            }
        }
        return vectors;
    }

    @Override
    public float[] embedQuestion(String text) {
        return embed(text.isBlank() ? text : local.questionPrefix() + text);
    }

    private float[] embed(String text) {
        return model.embed(text.isBlank() ? " ." : text).content().vector();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
