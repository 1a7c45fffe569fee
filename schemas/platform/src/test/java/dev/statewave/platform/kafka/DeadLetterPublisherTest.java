package dev.statewave.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.topics.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLetterPublisherTest {

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        headers.add("theirs", "kept".getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                "topic", 3, 42, 0, TimestampType.CREATE_TIME, 1, 1, "key", value, headers, Optional.empty());
    }

    @Test
    void letter_isTheRecordWithTheReason() {
        var letter = DeadLetterPublisher.letter("topic.dlt", "key", record(new byte[] {1, 2}), "group", "code", "why");

        assertThat(letter.key()).isEqualTo("key");
        assertThat(letter.value()).containsExactly(1, 2);
        assertThat(RecordHeaders.text(letter.headers(), "theirs")).isEqualTo("kept");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.STAGE)).isEqualTo("group");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_CODE))
                .isEqualTo("code");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_MESSAGE))
                .isEqualTo("why");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN)).isEqualTo("topic-3@42");
        assertThat(letter.headers().lastHeader(RecordHeaders.ORIGINAL_SIZE)).isNull();
    }

    @Test
    void largestRecord_fitsUncut() {
        byte[] value = new byte[KafkaSettings.MAX_RECORD_BYTES];

        var letter = DeadLetterPublisher.letter("topic.dlt", "key", record(value), "group", "code", "w".repeat(9_000));

        assertThat(letter.value()).hasSize(value.length);
        assertThat(size(letter.headers()) + value.length).isLessThan(KafkaSettings.MAX_DEAD_LETTER_BYTES);
    }

    @Test
    void valueThatDoesNotFit_isCutAndSaysSo() {
        byte[] value = new byte[64 * 1024 * 1024];

        var letter = DeadLetterPublisher.letter("topic.dlt", "key", record(value), "group", "code", null);

        assertThat(size(letter.headers()) + letter.value().length)
                .isBetween(KafkaSettings.MAX_RECORD_BYTES, KafkaSettings.MAX_DEAD_LETTER_BYTES);
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGINAL_SIZE))
                .isEqualTo("67108864");
        assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGINAL_SHA256))
                .isEqualTo("3b6a07d0d404fab4e23b6d34bc6696a6a312dd92821332385e5af7c01c421351");
    }

    @Test
    void recordWithoutKeyAndValue_hasALetterToo() {
        var letter = DeadLetterPublisher.letter("topic.dlt", null, record(null), "group", "code", "why");

        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
    }

    private static int size(Headers headers) {
        int size = 0;
        for (var header : headers) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }
}
