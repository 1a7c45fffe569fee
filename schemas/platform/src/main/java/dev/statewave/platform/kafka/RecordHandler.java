package dev.statewave.platform.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Handles one record. A failure is retried, dead-lettered or stops the partition as its
 * {@link dev.statewave.contract.failure.Disposition} says; the handler only throws it.
 */
@FunctionalInterface
public interface RecordHandler {

    /**
     * May be called again for the same record, also after it succeeded.
     *
     * @throws Exception whatever was wrong
     */
    void handle(ConsumerRecord<String, byte[]> record) throws Exception;
}
