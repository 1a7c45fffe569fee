package dev.statewave.schemas.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class EmbeddersTest {

    @Test
    void stub_followsTheContractToTheNumber() {
        float[] vector = new StubEmbedder(40).embed(List.of("abc")).getFirst();

        // The SHA-512 of "abc" and four zero bytes begins with these words, and of "abc" and a one with the other.
        double first = Integer.toUnsignedLong(word("abc", 0)) / 2_147_483_647.5 - 1;
        double seventeenth = Integer.toUnsignedLong(word("abc", 1)) / 2_147_483_647.5 - 1;
        assertThat((double) vector[16] / vector[0]).isCloseTo(seventeenth / first, Offset.offset(1e-4));
        assertThat(IntStream.range(0, 40).mapToDouble(i -> vector[i] * vector[i]).sum()).isCloseTo(1, Offset.offset(1e-6));
        assertThat(new StubEmbedder(40).embed(List.of("abc")).getFirst()).containsExactly(vector);
    }

    private static int word(String text, int counter) {
        try {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.writeBytes(text.getBytes());
            bytes.writeBytes(new byte[] {0, 0, 0, (byte) counter});
            return java.nio.ByteBuffer.wrap(java.security.MessageDigest.getInstance("SHA-512").digest(bytes.toByteArray())).getInt();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void local_embedsATextTheSameWayAloneAndAmongOthers() throws Exception {
        try (var embedder = new LocalEmbedder(2)) {
            float[] alone = embedder.embed(List.of("I live in Berlin")).getFirst();
            List<float[]> among = embedder.embed(List.of("a much longer text about something else altogether", "I live in Berlin", ""));

            assertThat(among.get(1)).containsExactly(alone);
            assertThat(alone).hasSize(LocalEmbedder.DIMENSIONS);
            assertThat(new AllMiniLmL6V2QuantizedEmbeddingModel().embed("I live in Berlin").content().vector()).containsExactly(alone);
        }
    }
}
