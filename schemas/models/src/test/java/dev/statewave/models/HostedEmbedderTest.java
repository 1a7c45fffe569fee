package dev.statewave.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostedEmbedderTest {

    private final FakeProvider provider = new FakeProvider();

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void openAi_answersInAnyOrder() throws Exception {
        provider.answers("{\"data\":[{\"index\":1,\"embedding\":[4,5,6]},{\"index\":0,\"embedding\":[1,2,3.5]}]}");

        List<float[]> vectors = embedder("openai/e").embed(List.of("a", ""));

        assertThat(vectors).containsExactly(new float[] {1, 2, 3.5f}, new float[] {4, 5, 6});
        assertThat(provider.asked().getFirst().path()).isEqualTo("/embeddings");
        assertThat(provider.asked().getFirst().body().toString())
                .isEqualTo("{\"model\":\"e\",\"encoding_format\":\"float\",\"dimensions\":3,\"input\":[\"a\",\" .\"]}");
    }

    @Test
    void ollama_answersInOrder() throws Exception {
        provider.answers("{\"embeddings\":[[1,2,3],[4,5,6]]}");

        assertThat(embedder("ollama/e").embed(List.of("a", "b")))
                .containsExactly(new float[] {1, 2, 3}, new float[] {4, 5, 6});
        assertThat(provider.asked().getFirst().path()).isEqualTo("/api/embed");
        assertThat(provider.asked().getFirst().body().path("dimensions").asInt())
                .isEqualTo(3);
    }

    @Test
    void manyTexts_goInSeveralCalls() throws Exception {
        provider.answers(vectors(64)).answers(vectors(6));

        assertThat(embedder("ollama/e").embed(Collections.nCopies(70, "a"))).hasSize(70);
        assertThat(provider.asked())
                .extracting(asked -> asked.body().path("input").size())
                .containsExactly(64, 6);
    }

    @Test
    void anotherSize_isRefusedWithTheWayOut() {
        provider.answers("{\"embeddings\":[[1,2]]}");

        assertThatThrownBy(() -> embedder("ollama/e").embed(List.of("a")))
                .hasMessageContaining("set STATEWAVE_EMBEDDING_DIMENSIONS to 2");
    }

    @Test
    void tooFewVectors_areAFailure() {
        provider.answers("{\"embeddings\":[[1,2,3]]}");

        assertThatThrownBy(() -> embedder("ollama/e").embed(List.of("a", "b"))).isInstanceOf(ModelException.class);
    }

    @Test
    void withoutKey_theStartIsRefused() {
        assertThatThrownBy(() ->
                        new HostedEmbedder(Settings.of("openai/e", "", "", 60, 0), 0, 1, new SimpleMeterRegistry()))
                .hasMessageContaining("STATEWAVE_LITELLM_API_KEY is not set");
    }

    private static String vectors(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "[1,2,3]")
                .collect(Collectors.joining(",", "{\"embeddings\":[", "]}"));
    }

    private HostedEmbedder embedder(String model) {
        return new HostedEmbedder(
                Settings.of(model, "key", provider.url(), 60, 0),
                new ModelCalls("embedding", 0, 1, new SimpleMeterRegistry(), Duration.ofSeconds(1), pause -> {}));
    }
}
