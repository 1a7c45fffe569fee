package dev.statewave.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ContextSettingsTest {

    @Test
    void defaults_areTheDocumentedOnes() {
        assertThat(bind(Map.of()))
                .isEqualTo(new ContextSettings(
                        4_000,
                        TokenEncoding.CL100K_BASE,
                        Ranking.HYBRID,
                        256,
                        EmbeddingProvider.LOCAL,
                        1_000,
                        Layout.V1,
                        Fill.BUDGET,
                        64));
    }

    @ParameterizedTest
    @CsvSource({"o200k_base,statewave,none", "p50k_edit,hybrid,litellm", "r50k_base,STATEWAVE,stub"})
    void documentedTexts_areRead(String encoding, String ranking, String provider) {
        ContextSettings settings = bind(Map.of(
                "statewave.tiktoken-model", encoding,
                "statewave.ranking", ranking,
                "statewave.embedding-provider", provider));

        assertThat(settings.tiktokenModel().text()).isEqualTo(encoding);
        assertThat(settings.ranking().name()).isEqualToIgnoringCase(ranking);
        assertThat(settings.embeddingProvider().text()).isEqualTo(provider);
    }

    @Test
    void unknownText_isRefused() {
        assertThatThrownBy(() -> bind(Map.of("statewave.ranking", "best"))).hasMessageContaining("statewave.ranking");
    }

    @Test
    void deadlineLayoutAndFill_areRead() {
        ContextSettings settings = bind(Map.of(
                "statewave.context-deadline-ms", "50",
                "statewave.context-layout", "stable",
                "statewave.context-fill", "relevant"));

        assertThat(settings.contextDeadlineMs()).isEqualTo(50);
        assertThat(settings.contextLayout()).isEqualTo(Layout.STABLE);
        assertThat(settings.contextFill()).isEqualTo(Fill.RELEVANT);
    }

    private static ContextSettings bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("statewave", ContextSettings.class);
    }
}
