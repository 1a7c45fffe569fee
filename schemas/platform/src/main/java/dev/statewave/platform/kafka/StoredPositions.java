package dev.statewave.platform.kafka;

import java.util.Map;

/**
 * How far a handler of one topic has come by its own store, which may be set back to a former state while the group is
 * not.
 */
@FunctionalInterface
public interface StoredPositions {

    /**
     * Called by the thread of the consumer.
     *
     * @return by partition, the offset that is handled next; one that is not in it is handled from its beginning
     * @throws RuntimeException where the store does not answer; it is asked again
     */
    Map<Integer, Long> read();
}
