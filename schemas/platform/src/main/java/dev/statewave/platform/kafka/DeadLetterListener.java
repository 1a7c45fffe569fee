package dev.statewave.platform.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Lets a stage end a record that is given up in its own way, such as with a failed job. */
@FunctionalInterface
public interface DeadLetterListener {

    /**
     * Called before the loop moves past the record; where it throws, the record is retried.
     *
     * @param code an error code as in the HTTP error envelope
     * @return whether the record also goes to the dead-letter topic
     */
    boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) throws Exception;

    /**
     * Called once the dead letter is written and before the loop moves past the record; where it throws, the record is
     * retried, and not dead-lettered again by this process.
     */
    default void deadLettered(ConsumerRecord<String, byte[]> record) throws Exception {}
}
