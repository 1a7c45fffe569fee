package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells records from what also takes offsets: markers of transactions, and records of aborted ones. A group that has
 * nothing else to read does not always commit that it is past them.
 */
public final class UnreadRecords {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings kafka;

    public UnreadRecords(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Whether a reader of committed records finds one.
     *
     * @param from the first offset
     * @param to the first offset that does not count any more
     * @param limit where that is not known by then, the answer is that there is one
     */
    public boolean exist(TopicPartition partition, long from, long to, Duration limit) {
        long giveUp = System.nanoTime() + limit.toNanos();
        try (var consumer = new KafkaConsumer<String, byte[]>(kafka.consumerProperties(null))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            while (consumer.position(partition, limit) < to) {
                var records = consumer.poll(POLL).records(partition);
                if (!records.isEmpty()) {
                    return records.getFirst().offset() < to;
                }
                if (System.nanoTime() > giveUp) {
                    return true;
                }
            }
            return false;
        }
    }
}
