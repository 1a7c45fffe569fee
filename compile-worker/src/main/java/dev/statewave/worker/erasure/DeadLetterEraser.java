package dev.statewave.worker.erasure;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Removes the dead letters of erased subjects. All others are copied to the end of their topic, in one transaction, and
 * then everything before the marks is deleted; those that operators have redriven or dropped are not copied, since what
 * was done with a letter is known by its offset. A topic without such letters is only read. After a crash in between
 * letters of other subjects may stand twice.
 */
final class DeadLetterEraser {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int TRANSACTION_MILLIS = 300_000;
    /** A topic that is not read by then is tried again with the next sweep. */
    private static final Duration LONGEST_READ = Duration.ofMinutes(4);

    private final KafkaSettings kafka;
    private final TopicTrimmer topics;
    private final Set<HandledLetter> handled;

    /** @param handled letters that nobody needs any more */
    DeadLetterEraser(KafkaSettings kafka, TopicTrimmer topics, Set<HandledLetter> handled) {
        this.kafka = kafka;
        this.topics = topics;
        this.handled = handled;
    }

    /**
     * @param erased by what dead letters are recognised
     * @param marks before which letters are about the erased subjects; behind them, subjects of the same names are new
     *     ones
     * @return how many letters of each subject were removed from which topic
     */
    Map<SubjectKey, Map<String, Integer>> erase(ErasedLetters erased, Map<TopicPartition, Long> marks) {
        var removed = new HashMap<SubjectKey, Map<String, Integer>>();
        for (String topic : Topics.DEAD_LETTERS) {
            Map<TopicPartition, Long> ends = marks.entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(topic))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            var found = new HashSet<SubjectKey>();
            read(ends, letter -> erased.subjects(letter).forEach(subject -> {
                found.add(subject);
                removed.computeIfAbsent(subject, first -> new TreeMap<>()).merge(topic, 1, Integer::sum);
            }));
            if (!found.isEmpty()) {
                copyOthers(erased, ends);
                topics.trim(ends);
            }
        }
        return removed;
    }

    private void copyOthers(ErasedLetters erased, Map<TopicPartition, Long> ends) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.MAX_DEAD_LETTER_BYTES);
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "statewave-erasure-" + UUID.randomUUID());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        try (var producer = new KafkaProducer<String, byte[]>(properties)) {
            producer.initTransactions();
            producer.beginTransaction();
            read(ends, letter -> {
                if (erased.subjects(letter).isEmpty() && !handled.contains(HandledLetter.of(letter))) {
                    // With its time, from which its retention counts.
                    producer.send(new ProducerRecord<>(
                            letter.topic(),
                            letter.partition(),
                            Math.max(0, letter.timestamp()),
                            letter.key(),
                            letter.value(),
                            letter.headers()));
                }
            });
            producer.commitTransaction();
        }
    }

    private void read(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<String, byte[]>> each) {
        try (var consumer = new KafkaConsumer<String, byte[]>(kafka.consumerProperties(null))) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long giveUp = System.nanoTime() + LONGEST_READ.toNanos();
            while (ends.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException("dead letters were not read within " + LONGEST_READ);
                }
                for (ConsumerRecord<String, byte[]> letter : consumer.poll(POLL)) {
                    if (letter.offset()
                            < ends.getOrDefault(new TopicPartition(letter.topic(), letter.partition()), 0L)) {
                        each.accept(letter);
                    }
                }
            }
        }
    }
}
