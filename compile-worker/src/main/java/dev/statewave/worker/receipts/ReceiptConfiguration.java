package dev.statewave.worker.receipts;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Receipts are stored by the role {@code writer}, apart from the log: neither waits for the other. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WRITER)
class ReceiptConfiguration {

    /** The consumer group of all who store receipts. */
    private static final String GROUP = ConsumerGroups.RECEIPTS;

    private static final int BATCH = 200;

    @Bean
    @Order(2)
    RecordLoop receiptLoop(RecordLoopFactory loops, ReceiptRepository receipts) {
        var loop = LoopSettings.of(GROUP, Topics.RECEIPTS, Topics.RECEIPTS_DLT)
                .withPoll(BATCH, Duration.ofMinutes(5))
                .withConsumerProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaSettings.MAX_RECORD_BYTES);
        return loops.batches("receipts", loop, new ReceiptListener(receipts));
    }

    @Bean
    WatchedGroup receiptGroup() {
        return WatchedGroup.of(GROUP, Topics.RECEIPTS);
    }
}
