package dev.statewave.webhooks.fanout;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The loop that reads the public events. */
@Configuration(proxyBeanMethods = false)
class FanOutConfiguration {

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
