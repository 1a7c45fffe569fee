package dev.statewave.platform.pauses;

import dev.statewave.contract.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A record that waits for the end of a pause.
 *
 * @param key of the record; null for none
 * @param headers as JSON
 * @param version changes with the record
 */
record HeldRecord(RecordPlace place, String topic, @Nullable String key, byte[] value, String headers, long version) {

    private record HeldHeader(String name, String value) {}

    static String headersOf(ConsumerRecord<String, byte[]> record) {
        List<HeldHeader> headers = StreamSupport.stream(record.headers().spliterator(), false)
                .filter(header -> header.value() != null)
                .map(header -> new HeldHeader(header.key(), Base64.getEncoder().encodeToString(header.value())))
                .toList();
        return Json.text(headers);
    }

    ProducerRecord<String, byte[]> sentAgain() {
        List<Header> again =
                Json.tree(headers).valueStream().map(HeldRecord::header).toList();
        return new ProducerRecord<>(topic, null, key, value, again);
    }

    private static Header header(JsonNode held) {
        return new RecordHeader(
                held.path("name").asString(),
                Base64.getDecoder().decode(held.path("value").asString()));
    }
}
