package dev.statewave.platform.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerSeekAware;

/**
 * Begins where the store of the handler stands, if that is before the position of the group, and looks again whenever
 * there is nothing to read: what a store has lost is read again although nothing new comes.
 */
final class PositionedListener implements BatchMessageListener<String, byte[]>, ConsumerSeekAware {

    private static final Logger log = LoggerFactory.getLogger(PositionedListener.class);

    private final BatchMessageListener<String, byte[]> listener;
    private final StoredPositions positions;
    /** Where it went back to. Behind that may stand markers of transactions alone, which move no store. */
    private final Map<TopicPartition, Long> wentBackTo = new ConcurrentHashMap<>();

    PositionedListener(BatchMessageListener<String, byte[]> listener, StoredPositions positions) {
        this.listener = listener;
        this.positions = positions;
    }

    @Override
    public void onMessage(List<ConsumerRecord<String, byte[]>> records) {
        listener.onMessage(records);
    }

    @Override
    public void onPartitionsAssigned(Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
        assigned.keySet().forEach(wentBackTo::remove);
        goBack(assigned, callback);
    }

    @Override
    public void onIdleContainer(Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
        goBack(assigned, callback);
    }

    private void goBack(Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
        if (assigned.isEmpty()) {
            return;
        }
        Map<Integer, Long> stored;
        try {
            stored = positions.read();
        } catch (RuntimeException e) {
            log.warn("It is not known how far {} is stored, and looked at again: {}", assigned.keySet(), e.toString());
            return;
        }
        assigned.forEach((partition, position) ->
                goBack(partition, position, stored.getOrDefault(partition.partition(), 0L), callback));
    }

    private void goBack(TopicPartition partition, long position, long stored, ConsumerSeekCallback callback) {
        Long before = wentBackTo.get(partition);
        if (stored < position && (before == null || before != stored)) {
            wentBackTo.put(partition, stored);
            log.info("{} is read from offset {} on and not from {}: so far it is stored", partition, stored, position);
            callback.seek(partition.topic(), partition.partition(), stored);
        }
    }
}
