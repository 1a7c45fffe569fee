package dev.statewave.worker.embed;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.Embedders;
import dev.statewave.models.ModelSettings;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.platform.pauses.TenantPauses;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.KafkaTemplate;

/** The role {@code embedder}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.EMBEDDER)
class EmbedderConfiguration {

    /** The consumer group of all embedders. */
    static final String GROUP = ConsumerGroups.EMBEDDER;
    /** How long the requests of one poll may take: a hosted model is retried for minutes. */
    private static final Duration LONGEST_POLL = Duration.ofMinutes(30);
    /** How long the local model may take for the batches of one request. */
    private static final Duration SLOWEST_LOCAL = Duration.ofMinutes(5);

    @Bean
    TextEmbedder textEmbedder(WorkerSettings settings, ModelSettings models, MeterRegistry metrics) {
        return Embedders.open(
                        settings.embeddingProvider().text(),
                        models,
                        Runtime.getRuntime().availableProcessors(),
                        models.litellmMaxRetries(),
                        metrics)
                .orElseThrow();
    }

    @Bean
    @Order(3)
    RecordLoop embedderLoop(
            RecordLoopFactory loops,
            WorkerSettings settings,
            TextEmbedder embedder,
            VectorRepository vectors,
            LargeSubjectRepository large,
            TenantPauses pauses,
            KafkaTemplate<String, byte[]> kafka) {
        var loop = LoopSettings.of(GROUP, Topics.EMBED, Topics.EMBED_DLT)
                .withPoll(hosted(settings) ? 1 : 10, LONGEST_POLL);
        var listener = new EmbedListener(embedder, vectors, large, pauses, kafka);
        return loops.each(
                Role.EMBEDDER.text(), loop, pauses.holding(ConsumerRole.EMBEDDER, EmbedListener::place, listener));
    }

    @Bean
    WatchedGroup embedderGroup(WorkerSettings settings) {
        return WatchedGroup.slow(GROUP, Topics.EMBED, hosted(settings) ? LONGEST_POLL : SLOWEST_LOCAL);
    }

    private static boolean hosted(WorkerSettings settings) {
        return settings.embeddingProvider() == EmbeddingProvider.LITELLM;
    }
}
