package dev.statewave.platform.kafka;

import org.apache.kafka.common.TopicPartition;

/** How far a handler has come by its own store, which may be set back to a former state while the group is not. */
@FunctionalInterface
public interface StoredPositions {

    /**
     * Called by the thread of the consumer.
     *
     * @return the offset that is handled next; 0 for the beginning
     * @throws RuntimeException where the store does not answer; it is asked again
     */
    long next(TopicPartition partition);
}
