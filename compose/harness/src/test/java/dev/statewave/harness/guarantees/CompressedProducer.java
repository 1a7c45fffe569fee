package dev.statewave.harness.guarantees;

import dev.statewave.contract.topics.Topics;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An outside producer without idempotency keys that sends compressed batches, with records that are no episodes among
 * them. Its client repeats by itself and keeps the order.
 */
final class CompressedProducer implements Runnable {

    private static final int BATCH = 5;
    private static final int PAUSE_MILLIS = 150;

    private final String bootstrapServers;
    private final String compression;
    private final Random random;
    private final Accepted accepted;
    private final BooleanSupplier writing;

    CompressedProducer(
            String bootstrapServers, String compression, Random random, Accepted accepted, BooleanSupplier writing) {
        this.bootstrapServers = bootstrapServers;
        this.compression = compression;
        this.random = random;
        this.accepted = accepted;
        this.writing = writing;
    }

    static String episode(String subject, int number) {
        return """
                {"subject_id":"%s","source":"crm","type":"note","payload":{"n":%d,"text":"number %d"}}""".formatted(subject, number, number);
    }

    @Override
    public void run() {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "delivery.timeout.ms",
                120_000,
                "compression.type",
                compression,
                "linger.ms",
                20);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            int[] numbers = new int[3];
            while (writing.getAsBoolean()) {
                for (int i = 0; i < BATCH; i++) {
                    if (random.nextInt(20) == 0) {
                        producer.send(new ProducerRecord<>(Topics.EPISODES, "bad", "not an episode"));
                        accepted.invalid.incrementAndGet();
                    }
                    int which = random.nextInt(10) < 7 ? 0 : random.nextInt(numbers.length);
                    String subject = "producer-%s-%d".formatted(compression, which);
                    int number = numbers[which]++;
                    producer.send(new ProducerRecord<>(Topics.EPISODES, subject, episode(subject, number)));
                    accepted.add(subject, number);
                }
                Pause.millis(PAUSE_MILLIS);
            }
        }
    }
}
