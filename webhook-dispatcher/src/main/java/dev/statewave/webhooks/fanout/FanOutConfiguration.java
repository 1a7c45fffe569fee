package dev.statewave.webhooks.fanout;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.webhooks.delivery.DeliveryTraces;
import dev.statewave.webhooks.delivery.WebhookSettings;
import dev.statewave.webhooks.endpoints.EndpointFanOut;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

/** The loop that reads the public events. */
@Configuration(proxyBeanMethods = false)
class FanOutConfiguration {

    @Bean
    FanOut fanOut(
            WebhookSettings settings,
            KafkaTemplate<String, byte[]> kafka,
            EndpointFanOut endpoints,
            DeliveryTraces traces) {
        return new FanOut(settings, kafka, endpoints::store, traces);
    }

    @Bean
    RecordLoop fanOutLoop(RecordLoopFactory loops, FanOut fanOut) {
        return loops.batches(
                "fan-out", LoopSettings.of(FanOut.GROUP, Topics.EVENTS, Topics.EVENTS_DLT), fanOut::deliver);
    }

    @Bean
    WatchedGroup fanOutGroup() {
        return WatchedGroup.of(FanOut.GROUP, Topics.EVENTS);
    }
}
