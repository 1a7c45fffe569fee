package dev.statewave.worker.erasure;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A dead letter that operators have redriven or dropped.
 *
 * @param writtenMs its time, in milliseconds since the epoch: a topic that is created anew counts its offsets from 0
 */
record HandledLetter(String topic, int partition, long offset, long writtenMs) {

    static HandledLetter of(ConsumerRecord<?, ?> letter) {
        return new HandledLetter(letter.topic(), letter.partition(), letter.offset(), letter.timestamp());
    }
}
