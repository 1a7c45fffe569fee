package dev.statewave.webhooks;

import dev.statewave.schemas.health.ConsumerProgress;
import dev.statewave.schemas.health.ReadinessCheck;
import dev.statewave.schemas.settings.KafkaSettings;
import dev.statewave.schemas.topics.KafkaStart;
import dev.statewave.schemas.topics.TopicCatalog;
import dev.statewave.schemas.topics.Topics;
import dev.statewave.webhooks.cdc.EventRelay;
import dev.statewave.webhooks.deliveries.DeliveryWorker;
import dev.statewave.webhooks.deliveries.FanOut;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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

/** The connections to Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaBeans {

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> producerFactory(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(kafka.producerProperties());
    }

    @Bean
    KafkaTemplate<String, byte[]> kafkaTemplate(DefaultKafkaProducerFactory<String, byte[]> producerFactory) {
        return new KafkaTemplate<>(producerFactory);
    }

    @Bean
    KafkaStart kafkaStart(KafkaSettings kafka, WebhookSettings settings, EventRelay relay, FanOut fanOut, DeliveryWorker worker) {
        var events = container(kafka, FanOut.GROUP, 1, 500, Topics.EVENTS);
        events.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>) fanOut::onEvents);
        var first = deliveries(kafka, worker, settings.webhookConcurrency(), "", Topics.WEBHOOKS);
        // A consumer a retry topic: within one the waits are alike, so nobody waits behind somebody who waits much longer.
        var retries = IntStream.rangeClosed(1, Topics.WEBHOOK_RETRIES)
                .mapToObj(attempt -> deliveries(kafka, worker, 1, "-retry-" + attempt, Topics.webhookRetry(attempt)));
        var parts = new ArrayList<KafkaStart.Part>(List.of(part(events), part(first)));
        retries.map(KafkaBeans::part).forEach(parts::add);
        parts.add(relay);
        return new KafkaStart(new TopicCatalog(kafka), parts);
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> deliveries(KafkaSettings kafka, DeliveryWorker worker, int concurrency,
            String suffix, String topic) {
        var container = container(kafka, DeliveryWorker.GROUP + suffix, concurrency, 20, topic);
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
        container.getContainerProperties().setMessageListener((AcknowledgingMessageListener<String, byte[]>) worker::onDelivery);
        return container;
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> container(KafkaSettings kafka, String group, int concurrency, int records,
            String topic) {
        var properties = kafka.consumerProperties(group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        var container = new ConcurrentMessageListenerContainer<String, byte[]>(new DefaultKafkaConsumerFactory<>(properties),
                new ContainerProperties(topic));
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

    private static KafkaStart.Part part(ConcurrentMessageListenerContainer<String, byte[]> container) {
        return new KafkaStart.Part() {
            @Override
            public void start() {
                container.start();
            }

            @Override
            public void stop() {
                container.stop();
            }
        };
    }

    @Bean
    ConsumerProgress consumerProgress(KafkaSettings kafka, MeterRegistry metrics, Clock clock) {
        return new ConsumerProgress(kafka.adminProperties(), List.of(FanOut.GROUP, DeliveryWorker.GROUP), metrics, clock);
    }

    @Bean
    ReadinessCheck kafkaCheck(ConsumerProgress progress) {
        return progress.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(ConsumerProgress progress) {
        return progress.progressCheck();
    }
}
