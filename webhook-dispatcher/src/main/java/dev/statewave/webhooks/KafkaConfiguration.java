package dev.statewave.webhooks;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.webhooks.relay.EventRelay;
import dev.statewave.webhooks.delivery.DeliveryWorker;
import dev.statewave.webhooks.fanout.FanOut;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import dev.statewave.webhooks.delivery.WebhookSettings;

/** The connections to Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaConfiguration {

    /**
     * How long one poll's work may take besides its attempts: Kafka's own patience with a send, and the pauses while
     * the database is away.
     */
    private static final Duration SLOWEST_WORK = Duration.ofMinutes(5);

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }

    @Bean
    KafkaLifecycle kafkaStart(
            KafkaSettings kafka, WebhookSettings settings, EventRelay relay, FanOut fanOut, DeliveryWorker worker) {
        var events = container(kafka, FanOut.GROUP, 1, 500, Duration.ZERO, Topics.EVENTS);
        events.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>) fanOut::onEvents);
        var first = deliveries(
                kafka, worker, settings, settings.webhookConcurrency(), DeliveryWorker.GROUP, Topics.WEBHOOKS);
        // A consumer a retry topic: within one the waits are alike, so nobody waits behind somebody who waits much
        // longer.
        var retries = IntStream.rangeClosed(1, Topics.WEBHOOK_RETRIES)
                .mapToObj(attempt ->
                        deliveries(kafka, worker, settings, 1, retryGroup(attempt), Topics.webhookRetry(attempt)));
        var listeners = Stream.concat(Stream.of(events, first), retries).toList();
        return new KafkaLifecycle(new TopicCatalog(kafka), List.of(part(listeners), relay));
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> deliveries(
            KafkaSettings kafka,
            DeliveryWorker worker,
            WebhookSettings settings,
            int concurrency,
            String group,
            String topic) {
        var container = container(kafka, group, concurrency, 20, settings.timeout(), topic);
        // A retry that waits is looked at again this often, so it is late by no more.
        container.getContainerProperties().setPollTimeout(500);
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
        container.getContainerProperties().setMessageListener((AcknowledgingMessageListener<String, byte[]>)
                worker::onDelivery);
        return container;
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> container(
            KafkaSettings kafka, String group, int concurrency, int records, Duration perRecord, String topic) {
        var properties = kafka.consumerProperties(group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        // Room for every record of a poll to take all of its time. A process that died is noticed by its session; one
        // that is only slow must
        // not lose its partition in the middle of an attempt, or a second worker would make the same one.
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int)
                SLOWEST_WORK.plus(perRecord.multipliedBy(records)).toMillis());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        var container = new ConcurrentMessageListenerContainer<String, byte[]>(
                new DefaultKafkaConsumerFactory<>(properties), new ContainerProperties(topic));
        container.setConcurrency(concurrency);
        container.setAutoStartup(false);
        container.setBeanName(group);
        container.getContainerProperties().setShutdownTimeout(8_000);
        // What fails here is the database or Kafka and not the record, so it is tried until they are back.
        var backOff = new ExponentialBackOff(500, 2);
        backOff.setMaxInterval(10_000);
        container.setCommonErrorHandler(new DefaultErrorHandler(backOff));
        return container;
    }

    private static String retryGroup(int attempt) {
        return DeliveryWorker.GROUP + "-retry-" + attempt;
    }

    private static KafkaLifecycle.Part part(List<ConcurrentMessageListenerContainer<String, byte[]>> containers) {
        return new KafkaLifecycle.Part() {
            @Override
            public void start() {
                containers.forEach(ConcurrentMessageListenerContainer::start);
            }

            @Override
            public void stop() {
                // Side by side: each may finish the attempt it is in, and one after the other they would add that up.
                CompletableFuture.allOf(containers.stream()
                                .map(container ->
                                        CompletableFuture.runAsync(container::stop, Thread::startVirtualThread))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
        };
    }

    @Bean
    ConsumerLag consumerProgress(KafkaSettings kafka, MeterRegistry metrics, Clock clock) {
        return new ConsumerLag(kafka.adminProperties(), List.of(FanOut.GROUP, DeliveryWorker.GROUP), metrics, clock);
    }

    /** For its metric only: these groups stand still on purpose, so readiness says nothing about them. */
    @Bean
    ConsumerLag retryProgress(KafkaSettings kafka, MeterRegistry metrics, Clock clock) {
        var groups = IntStream.rangeClosed(1, Topics.WEBHOOK_RETRIES)
                .mapToObj(KafkaConfiguration::retryGroup)
                .toList();
        return new ConsumerLag(kafka.adminProperties(), groups, metrics, clock);
    }

    @Bean
    ReadinessCheck kafkaCheck(@Qualifier("consumerProgress") ConsumerLag progress) {
        return progress.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(@Qualifier("consumerProgress") ConsumerLag progress) {
        return progress.progressCheck();
    }
}
