package dev.statewave.models.embedding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * The stub vectors of the v1 contract: deterministic numbers without meaning, from SHA-512 over the text and a counter.
 */
public final class StubEmbedder implements TextEmbedder {

    private static final double HALF_OF_ALL_WORDS = 2_147_483_647.5;

    private final int dimensions;

    /** @param dimensions numbers of a vector */
    public StubEmbedder(int dimensions) {
        this.dimensions = dimensions;
    }

    @Override
    public String model() {
        return "stub@" + dimensions;
    }

    @Override
    public boolean semantic() {
        return false;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(this::embed).toList();
    }

    private float[] embed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var numbers = new double[dimensions];
        double squares = 0;
        ByteBuffer words = ByteBuffer.allocate(0);
        for (int i = 0, counter = 0; i < dimensions; i++) {
            if (!words.hasRemaining()) {
                words = ByteBuffer.wrap(hash(bytes, counter++));
            }
            numbers[i] = Integer.toUnsignedLong(words.getInt()) / HALF_OF_ALL_WORDS - 1;
            squares += numbers[i] * numbers[i];
        }
        var vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (numbers[i] / Math.sqrt(squares));
        }
        return vector;
    }

    private static byte[] hash(byte[] text, int counter) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            digest.update(text);
            return digest.digest(ByteBuffer.allocate(4).putInt(counter).array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-512", e);
        }
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
