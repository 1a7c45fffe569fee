package dev.statewave.webhooks.fanout;

import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.kafka.FeatureListeners;
import dev.statewave.webhooks.kafka.ListenerContainers;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.BatchMessageListener;

/** The listener of the public events. */
@Configuration(proxyBeanMethods = false)
class FanOutConfiguration {

    @Bean
    FeatureListeners fanOutListeners(ListenerContainers containers, FanOut fanOut) {
        var container = containers.create(Topics.EVENTS, FanOut.GROUP, 1, 500, Duration.ZERO);
        container.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>) fanOut::onEvents);
        return new FeatureListeners(List.of(container), List.of());
    }
}
