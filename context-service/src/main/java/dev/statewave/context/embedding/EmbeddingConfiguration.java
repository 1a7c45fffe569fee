package dev.statewave.context.embedding;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.EmbeddingProvider;
import dev.statewave.models.Embedders;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.postgres.ScopedWrites;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The embedders of questions: the one that memories are embedded by, for no other's vectors can be compared, and those
 * of former vectors.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelSettings.class)
class EmbeddingConfiguration {

    /** A hosted model is waited for, and the local one works. */
    private static final int HOSTED_THREADS = 16;

    private static final int LOCAL_THREADS = 2;

    /**
     * A question is not tried twice: its answer does without the vector sooner. Questions come one at a time, so a
     * thread is enough.
     */
    @Bean
    QueryModels queryModels(ContextSettings settings, ModelSettings models, MeterRegistry metrics) {
        return new ConfiguredQueryModels(
                Embedders.open(settings.embeddingProvider().text(), models, 1, 0, metrics),
                settings.embeddingProvider() == EmbeddingProvider.LITELLM ? HOSTED_THREADS : LOCAL_THREADS,
                models,
                metrics);
    }

    @Bean
    ScopedWrites scopedWrites(ConnectionPool pool) {
        return new ScopedWrites(pool);
    }
}
