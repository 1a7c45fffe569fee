package dev.statewave.context.embedding;

import dev.statewave.context.ContextSettings;
import dev.statewave.schemas.embedding.TextEmbedder;
import dev.statewave.schemas.models.Embedders;
import dev.statewave.schemas.models.ModelSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The embedder of questions: the one that memories are embedded by, for no other's vectors can be compared. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class EmbeddingBeans {

    /** A hosted model is waited for, and the local one works. */
    private static final int HOSTED_THREADS = 16;
    private static final int LOCAL_THREADS = 2;

    /** A question is not tried twice: its answer does without the vector sooner. Questions come one at a time, so a thread is enough. */
    @Bean
    QueryModel queryModel(ContextSettings settings, ModelSettings models, MeterRegistry metrics) {
        return new Opened(Embedders.open(settings.embeddingProvider(), models, 1, 0, metrics),
                settings.embeddingProvider().equals("litellm") ? HOSTED_THREADS : LOCAL_THREADS);
    }

    private record Opened(Optional<TextEmbedder> embedder, int threads) implements QueryModel, DisposableBean {
        @Override
        public void destroy() {
            embedder.ifPresent(TextEmbedder::close);
        }
    }
}
