package dev.statewave.webhooks.delivery;

import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.kafka.FeatureListeners;
import dev.statewave.webhooks.kafka.ListenerContainers;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/** The listeners of first attempts and of retries. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    FeatureListeners deliveryListeners(ListenerContainers containers, DeliveryWorker worker, WebhookSettings settings) {
        var first = listener(
                containers, worker, settings, settings.webhookConcurrency(), DeliveryWorker.GROUP, Topics.WEBHOOKS);
        // One consumer for each retry topic: the records of a topic wait equally long, so none waits behind one that
        // is due much later.
        var retries = IntStream.rangeClosed(1, Topics.WEBHOOK_RETRIES)
                .mapToObj(attempt -> listener(
                        containers,
                        worker,
                        settings,
                        1,
                        DeliveryWorker.GROUP + "-retry-" + attempt,
                        Topics.webhookRetry(attempt)))
                .toList();
        return new FeatureListeners(List.of(first), retries);
    }

    private static ConcurrentMessageListenerContainer<String, byte[]> listener(
            ListenerContainers containers,
            DeliveryWorker worker,
            WebhookSettings settings,
            int concurrency,
            String group,
            String topic) {
        var container = containers.create(topic, group, concurrency, 20, settings.timeout());
        var properties = container.getContainerProperties();
        // A record that is not due is looked at again after this time, so it is late by no more than that.
        properties.setPollTimeout(500);
        properties.setAckMode(ContainerProperties.AckMode.MANUAL_IMMEDIATE);
        properties.setMessageListener((AcknowledgingMessageListener<String, byte[]>) worker::onDelivery);
        return container;
    }
}
