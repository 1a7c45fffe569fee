package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.kafka.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes what it is given, partition by partition, and then tells everyone how far it has come. A record that the
 * database refuses is found by writing one by one and goes to the dead letters; it never blocks the ones behind it.
 */
@Component
class LogListener {

    /** The consumer group of all writers. */
    static final String GROUP = "statewave-writer";

    private static final Logger log = LoggerFactory.getLogger(LogListener.class);

    private final LogWriter writer;
    private final KafkaTemplate<String, byte[]> kafka;
    private final DeadLetters deadLetters;

    LogListener(LogWriter writer, KafkaTemplate<String, byte[]> kafka, DeadLetters deadLetters) {
        this.writer = writer;
        this.kafka = kafka;
        this.deadLetters = deadLetters;
    }

    /** Whatever it throws, the same records come again. */
    void onRecords(List<ConsumerRecord<String, byte[]>> records) {
        records.stream()
                .collect(Collectors.groupingBy(ConsumerRecord::partition))
                .forEach((partition, stretch) -> {
                    long next = stretch.getLast().offset() + 1;
                    write(partition, stretch, next);
                    announce(partition, next);
                });
    }

    private void write(int partition, List<ConsumerRecord<String, byte[]>> stretch, long next) {
        var entries = new ArrayList<LogEntry>(stretch.size());
        stretch.forEach(record -> read(record, entries));
        try {
            writer.write(partition, entries, next);
        } catch (DataIntegrityViolationException | IllegalArgumentException e) {
            log.warn(
                    "A record between {} and {} of partition {} is refused: {}",
                    stretch.getFirst().offset(),
                    next - 1,
                    partition,
                    e.getMessage());
            stretch.forEach(record -> writeAlone(partition, record));
        }
    }

    private void writeAlone(int partition, ConsumerRecord<String, byte[]> record) {
        var entry = new ArrayList<LogEntry>(1);
        read(record, entry);
        try {
            writer.write(partition, entry, record.offset() + 1);
        } catch (DataIntegrityViolationException | IllegalArgumentException e) {
            deadLetters.put(Topics.SUBJECT_LOG_DLT, record, "refused_by_database", String.valueOf(e.getMessage()));
            writer.write(partition, List.of(), record.offset() + 1);
        }
    }

    private void read(ConsumerRecord<String, byte[]> record, List<LogEntry> entries) {
        try {
            entries.add(new LogEntry(
                    new LogPosition(record.partition(), record.offset()),
                    SubjectKey.parse(record.key()),
                    SubjectRecord.read(record.value()),
                    RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID)));
        } catch (RuntimeException e) {
            deadLetters.put(Topics.SUBJECT_LOG_DLT, record, "unreadable", String.valueOf(e.getMessage()));
        }
    }

    // Not waited for: who waits for it learns it late or never and answers accordingly, and the next one supersedes it.
    private void announce(int partition, long next) {
        kafka.send(
                Topics.COMMITS, String.valueOf(partition), String.valueOf(next).getBytes(StandardCharsets.US_ASCII));
    }
}
