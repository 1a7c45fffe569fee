package dev.statewave.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini,               '',             OPENAI,    gpt-4o-mini,      https://api.openai.com/v1",
        "openai/org/model,          http://h:1/v1/, OPENAI,    org/model,        http://h:1/v1",
        "anthropic/claude,          '',             ANTHROPIC, claude,           https://api.anthropic.com",
        "anthropic/claude,          https://a/v1/,  ANTHROPIC, claude,           https://a",
        "ollama/llama3:8b,          '',             OLLAMA,    llama3:8b,        http://localhost:11434",
        "ollama_chat/llama3,        '',             OLLAMA,    llama3,           http://localhost:11434",
        "groq/mixtral,              http://g/v1,    OPENAI,    mixtral,          http://g/v1"
    })
    void modelId_namesItsProvider(String id, String base, ModelId.Provider provider, String model, String address) {
        ModelSettings settings = Settings.of(id, "", base, 60, 2);

        assertThat(settings.chatModel()).isEqualTo(new ModelId(id, provider, model));
        assertThat(settings.base(settings.chatModel())).hasToString(address);
        assertThat(settings.chatConfigured()).isEqualTo(provider == ModelId.Provider.OLLAMA);
    }

    @Test
    void modelThatCannotBeTold_isNotKnown() {
        assertThat(Settings.of("groq/mixtral", "k", "", 60, 2).isLitellmModelKnown())
                .isFalse();
        assertThat(Settings.of("groq/mixtral", "k", "http://g", 60, 2).isLitellmModelKnown())
                .isTrue();
        assertThat(Settings.of("openai/", "k", "", 60, 2).isLitellmModelKnown()).isFalse();
    }

    @Test
    void anthropic_hasNoEmbeddings() {
        var settings = new ModelSettings(
                "k", "anthropic/c", "anthropic/c", "", 60, 2, 0.1, 16_000, 16, "all-minilm-l6-v2-q", 3, 60, 8);
        assertThat(settings.isLitellmModelKnown()).isTrue();
        assertThat(settings.isLitellmEmbeddingModelKnown()).isFalse();
    }

    @Test
    void key_isNotPrinted() {
        assertThat(Settings.of("m", "sk-secret", "", 60, 2)).asString().doesNotContain("sk-secret");
    }

    @ParameterizedTest
    @CsvSource({
        "o1,true",
        "o3-mini,true",
        "o4-mini,true",
        "gpt-5.1,true",
        "openai/gpt-5,true",
        "gpt-4o,false",
        "o11,false",
        "ollama/o1,false"
    })
    void reasoningModels_areKnownByName(String id, boolean reasons) {
        assertThat(Settings.of(id, "", "", 60, 2).chatModel().reasons()).isEqualTo(reasons);
    }
}
