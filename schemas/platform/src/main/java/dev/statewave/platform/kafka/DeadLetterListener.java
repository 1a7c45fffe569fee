package dev.statewave.platform.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Ends a record in a stage's own way once it is given up, such as by a failed job. */
@FunctionalInterface
public interface DeadLetterListener {

    /**
     * Called before the loop moves past the record; where it throws, the record is retried.
     *
     * @param code an error code as in the HTTP error envelope
     * @return whether the record also goes to the dead-letter topic
     */
    boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) throws Exception;
}
