package dev.statewave.local.backup;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * A record of Kafka as a line of JSON; bytes are in Base64.
 *
 * @param timestamp milliseconds since the epoch
 */
record StoredRecord(
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<StoredHeader> headers) {

    record StoredHeader(String name, byte @Nullable [] value) {}

    static StoredRecord of(ConsumerRecord<byte[], byte[]> record) {
        var headers = new ArrayList<StoredHeader>();
        for (Header header : record.headers()) {
            headers.add(new StoredHeader(header.key(), header.value()));
        }
        return new StoredRecord(
                record.partition(), record.offset(), record.timestamp(), record.key(), record.value(), headers);
    }

    /** @param time milliseconds since the epoch */
    ProducerRecord<byte[], byte[]> to(String topic, int target, long time) {
        List<Header> all = headers.stream()
                .<Header>map(header -> new RecordHeader(header.name(), header.value()))
                .toList();
        return new ProducerRecord<>(topic, target, time, key, value, all);
    }
}
