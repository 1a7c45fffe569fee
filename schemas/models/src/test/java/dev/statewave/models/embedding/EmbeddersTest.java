package dev.statewave.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddersTest {

    @Test
    void stub_followsTheContractToTheNumber() {
        float[] vector = new StubEmbedder(40).embed(List.of("abc")).getFirst();

        // The SHA-512 of "abc" and four zero bytes begins with these words, and of "abc" and a one with the other.
        double first = Integer.toUnsignedLong(word("abc", 0)) / 2_147_483_647.5 - 1;
        double seventeenth = Integer.toUnsignedLong(word("abc", 1)) / 2_147_483_647.5 - 1;
        assertThat((double) vector[16] / vector[0]).isCloseTo(seventeenth / first, Offset.offset(1e-4));
        assertThat(IntStream.range(0, 40)
                        .mapToDouble(i -> vector[i] * vector[i])
                        .sum())
                .isCloseTo(1, Offset.offset(1e-6));
        assertThat(new StubEmbedder(40).embed(List.of("abc")).getFirst()).containsExactly(vector);
    }

    private static int word(String text, int counter) {
        try {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.writeBytes(text.getBytes());
            bytes.writeBytes(new byte[] {0, 0, 0, (byte) counter});
            return java.nio.ByteBuffer.wrap(
                            java.security.MessageDigest.getInstance("SHA-512").digest(bytes.toByteArray()))
                    .getInt();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void local_embedsATextTheSameWayAloneAndAmongOthers(LocalModel model) throws Exception {
        EmbeddingModel ofTheLibrary =
                switch (model) {
                    case ALL_MINILM_L6_V2 -> new AllMiniLmL6V2QuantizedEmbeddingModel();
                    case BGE_SMALL_EN_V15 -> new BgeSmallEnV15QuantizedEmbeddingModel();
                };
        try (var embedder = new LocalEmbedder(model, 2)) {
            float[] alone = embedder.embed(List.of("I live in Berlin")).getFirst();
            List<float[]> among = embedder.embed(
                    List.of("a much longer text about something else altogether", "I live in Berlin", ""));

            assertThat(among.get(1)).containsExactly(alone);
            assertThat(alone).hasSize(model.dimensions());
            assertThat(ofTheLibrary.embed("I live in Berlin").content().vector())
                    .containsExactly(alone);
            assertThat(embedder.model()).isEqualTo(model.id());
            assertThat(LocalModel.named(model.id())).contains(model);
        }
    }

    @Test
    void bge_isToldWhatIsAQuestion_andMiniLmIsNot() throws Exception {
        String text = "where does she live";
        try (var bge = new LocalEmbedder(LocalModel.BGE_SMALL_EN_V15, 1);
                var miniLm = new LocalEmbedder(LocalModel.ALL_MINILM_L6_V2, 1)) {
            assertThat(bge.embedQuestion(text))
                    .isNotEqualTo(bge.embed(List.of(text)).getFirst())
                    .containsExactly(
                            bge.embed(List.of("Represent this sentence for searching relevant passages: " + text))
                                    .getFirst());
            assertThat(miniLm.embedQuestion(text))
                    .containsExactly(miniLm.embed(List.of(text)).getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nearestPassage_isTheOneThatAnswers(LocalModel model) throws Exception {
        try (var embedder = new LocalEmbedder(model, 1)) {
            float[] question = embedder.embedQuestion("which tea does she like");
            List<float[]> passages =
                    embedder.embed(List.of("My favorite drink is Earl Grey", "I work at a railway company"));

            assertThat(cosine(question, passages.get(0))).isGreaterThan(cosine(question, passages.get(1)) + 0.1);
        }
    }

    /** Of vectors of length 1. */
    private static double cosine(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }
}
