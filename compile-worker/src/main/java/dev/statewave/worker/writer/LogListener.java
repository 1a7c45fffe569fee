package dev.statewave.worker.writer;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.platform.kafka.DeadLetterListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Writes records of the log to the database and then announces how far each partition is written. */
@Component
class LogListener implements BatchHandler, DeadLetterListener {

    private final LogWriter writer;
    private final KafkaTemplate<String, byte[]> kafka;

    LogListener(LogWriter writer, KafkaTemplate<String, byte[]> kafka) {
        this.writer = writer;
        this.kafka = kafka;
    }

    @Override
    public void handle(List<ConsumerRecord<String, byte[]>> records) {
        List<LogEntry> entries = records.stream().map(LogListener::read).toList();
        ConsumerRecord<String, byte[]> first = records.getFirst();
        write(new LogStretch(
                first.partition(), first.offset(), records.getLast().offset() + 1, entries));
    }

    private static LogEntry read(ConsumerRecord<String, byte[]> record) {
        return new LogEntry(
                new LogPosition(record.partition(), record.offset()),
                SubjectKey.parse(record.key()),
                SubjectRecord.read(record.headers(), record.value()),
                RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID),
                actor(record));
    }

    private static @Nullable Actor actor(ConsumerRecord<String, byte[]> record) {
        String encoded = RecordHeaders.text(record.headers(), RecordHeaders.ACTOR);
        return encoded == null ? null : Actor.parse(encoded);
    }

    @Override
    public boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) {
        return true;
    }

    /** The position moves past the record only now: a record below the position is never read again. */
    @Override
    public void deadLettered(ConsumerRecord<String, byte[]> record) {
        write(new LogStretch(record.partition(), record.offset(), record.offset() + 1, List.of()));
    }

    private void write(LogStretch stretch) {
        writer.write(stretch);
        // Not waited for: a reader that misses this one learns it from the next one.
        kafka.send(
                Topics.COMMITS,
                String.valueOf(stretch.partition()),
                String.valueOf(stretch.next()).getBytes(StandardCharsets.US_ASCII));
    }
}
