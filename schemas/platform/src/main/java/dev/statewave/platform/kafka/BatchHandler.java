package dev.statewave.platform.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Handles records of one partition together. Where a batch fails through the fault of a record, the loop calls it again
 * with each record alone, and only the one at fault is retried or dead-lettered.
 */
@FunctionalInterface
public interface BatchHandler {

    /**
     * May be called again for the same records, also after it succeeded.
     *
     * @param records of one partition, in order; never empty
     * @throws Exception whatever was wrong
     */
    void handle(List<ConsumerRecord<String, byte[]>> records) throws Exception;
}
