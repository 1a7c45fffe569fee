package dev.statewave.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models are opened again by the name that stands beside their vectors. */
class FormerModelsTest {

    private final ModelSettings settings = Settings.of("openai/now", "key", "", 60, 0);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "all-minilm-l6-v2-q",
                "bge-small-en-v15-q",
                "stub@40",
                "openai/then@16",
                "text-embedding-3-small@1536"
            })
    void nameBesideTheVectors_isEnough(String model) {
        assertThat(Embedders.known(model, settings)).isTrue();
        try (var embedder =
                Embedders.reopen(model, settings, new SimpleMeterRegistry()).orElseThrow()) {
            assertThat(embedder.model()).isEqualTo(model);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ollama/then@16",
                "unheard-of/then@16",
                "all-minilm-l6-v1",
                "openai/then",
                "openai/then@0",
                "@16",
                ""
            })
    void modelThatTheSettingsDoNotLeadTo_isNotOpened(String model) {
        assertThat(Embedders.known(model, settings)).isFalse();
        assertThat(Embedders.reopen(model, settings, new SimpleMeterRegistry())).isEmpty();
    }

    @Test
    void hostedModel_needsAKey() {
        assertThat(Embedders.known("openai/then@16", Settings.of("openai/now", "", "", 60, 0)))
                .isFalse();
    }

    @Test
    void formerHostedModel_isAskedForWithItsOwnNameAndSize() throws Exception {
        try (var provider = new FakeProvider()) {
            provider.answers("{\"data\":[{\"index\":0,\"embedding\":[1,2]}]}");
            try (var embedder = Embedders.reopen(
                            "openai/then@2",
                            Settings.of("openai/now", "key", provider.url(), 60, 0),
                            new SimpleMeterRegistry())
                    .orElseThrow()) {
                assertThat(embedder.embedQuestion("a")).containsExactly(1, 2);
            }
            assertThat(provider.asked().getFirst().body().path("model").asString())
                    .isEqualTo("then");
            assertThat(provider.asked().getFirst().body().path("dimensions").asInt())
                    .isEqualTo(2);
        }
    }
}
