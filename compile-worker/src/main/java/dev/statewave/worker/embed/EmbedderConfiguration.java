package dev.statewave.worker.embed;

import dev.statewave.contract.topics.Topics;
import dev.statewave.models.Embedders;
import dev.statewave.models.ModelSettings;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.kafka.DeadLetters;
import dev.statewave.worker.kafka.ListenerContainers;
import dev.statewave.worker.kafka.ListenerPart;
import dev.statewave.worker.kafka.RoleComponent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** The role {@code embedder}. */
@Configuration(proxyBeanMethods = false)
class EmbedderConfiguration {

    /** Opened only by a process that plays the embedder: the local model takes a second and some 150 MB. */
    @Bean
    @Lazy
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
    RoleComponent embedderRole(
            WorkerSettings settings,
            ListenerContainers containers,
            ObjectProvider<TextEmbedder> embedder,
            VectorRepository vectors,
            LargeSubjectRepository large,
            KafkaTemplate<String, byte[]> kafka,
            DeadLetters deadLetters) {
        return new RoleComponent(Role.EMBEDDER, EmbedListener.GROUP, () -> {
            var listener = new EmbedListener(embedder.getObject(), vectors, large, kafka);
            return new ListenerPart(Role.EMBEDDER, container(settings, containers, listener, deadLetters));
        });
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> container(
            WorkerSettings settings, ListenerContainers containers, EmbedListener listener, DeadLetters deadLetters) {
        return containers.records(
                Topics.EMBED,
                EmbedListener.GROUP,
                1,
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        settings.embeddingProvider() == EmbeddingProvider.LITELLM ? 1 : 10,
                        ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                        (int) Duration.ofMinutes(30).toMillis()),
                listener::onRequest,
                (record, failure) -> deadLetters.put(
                        Topics.EMBED_DLT, typed(record), "embedding_failed", String.valueOf(failure.getCause())));
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecord<String, byte[]> typed(ConsumerRecord<?, ?> record) {
        return (ConsumerRecord<String, byte[]>) record;
    }
}
