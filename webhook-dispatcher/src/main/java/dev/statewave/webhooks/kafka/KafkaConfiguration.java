package dev.statewave.webhooks.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/** The producer, and the start and stop of all listeners. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }

    /** @param producers what else needs the topics; started after the listeners and stopped before them */
    @Bean
    KafkaLifecycle kafkaLifecycle(
            KafkaSettings kafka, List<FeatureListeners> listeners, List<KafkaLifecycle.Part> producers) {
        var containers = listeners.stream()
                .flatMap(feature -> Stream.concat(feature.prompt().stream(), feature.delayed().stream()))
                .toList();
        return new KafkaLifecycle(
                new TopicCatalog(kafka),
                Stream.concat(Stream.of(part(containers)), producers.stream()).toList());
    }

    private static KafkaLifecycle.Part part(List<ConcurrentMessageListenerContainer<String, byte[]>> containers) {
        return new KafkaLifecycle.Part() {
            @Override
            public void start() {
                containers.forEach(ConcurrentMessageListenerContainer::start);
            }

            @Override
            public void stop() {
                // In parallel: each waits for the attempt that it is in, and in sequence these waits would add up.
                CompletableFuture.allOf(containers.stream()
                                .map(container ->
                                        CompletableFuture.runAsync(container::stop, Thread::startVirtualThread))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
        };
    }

    @Bean
    ConsumerLag consumerLag(KafkaSettings kafka, List<FeatureListeners> listeners, MeterRegistry metrics, Clock clock) {
        var groups =
                listeners.stream().flatMap(feature -> groups(feature.prompt())).toList();
        return new ConsumerLag(kafka.adminProperties(), groups, metrics, clock);
    }

    /** For its metric only: delayed groups wait on purpose, so their lag does not affect readiness. */
    @Bean
    ConsumerLag delayedConsumerLag(
            KafkaSettings kafka, List<FeatureListeners> listeners, MeterRegistry metrics, Clock clock) {
        var groups =
                listeners.stream().flatMap(feature -> groups(feature.delayed())).toList();
        return new ConsumerLag(kafka.adminProperties(), groups, metrics, clock);
    }

    private static Stream<String> groups(List<ConcurrentMessageListenerContainer<String, byte[]>> containers) {
        return containers.stream().map(ConcurrentMessageListenerContainer::getGroupId);
    }

    @Bean
    ReadinessCheck kafkaCheck(@Qualifier("consumerLag") ConsumerLag lag) {
        return lag.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(@Qualifier("consumerLag") ConsumerLag lag) {
        return lag.progressCheck();
    }
}
