package dev.statewave.harness.guarantees;

import dev.statewave.contract.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An outside producer that sends in transactions and aborts half of them. Only what it has committed is accepted, so an
 * aborted episode that becomes visible breaks {@link Guarantee#NO_LOSS_AND_NO_DUPLICATE}.
 */
final class TransactionalProducer implements Runnable {

    private static final int EPISODES = 4;
    private static final int PAUSE_MILLIS = 200;

    private final String bootstrapServers;
    private final String name;
    private final String compression;
    private final Random random;
    private final Accepted accepted;
    private final BooleanSupplier writing;
    private int next;

    TransactionalProducer(
            String bootstrapServers,
            String name,
            String compression,
            Random random,
            Accepted accepted,
            BooleanSupplier writing) {
        this.bootstrapServers = bootstrapServers;
        this.name = name;
        this.compression = compression;
        this.random = random;
        this.accepted = accepted;
        this.writing = writing;
    }

    @Override
    public void run() {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                name,
                "compression.type",
                compression,
                "linger.ms",
                20,
                "max.block.ms",
                120_000,
                "delivery.timeout.ms",
                120_000,
                // Longer than the broker is ever away, so that only this producer decides what becomes of it.
                "transaction.timeout.ms",
                300_000);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            retryOnTimeout(producer::initTransactions);
            while (writing.getAsBoolean()) {
                transaction(producer);
                Pause.millis(PAUSE_MILLIS);
            }
        }
    }

    private void transaction(KafkaProducer<String, String> producer) {
        boolean abort = random.nextBoolean();
        boolean invalid = random.nextInt(10) == 0;
        List<Integer> numbers = new ArrayList<>();
        producer.beginTransaction();
        try {
            for (int i = 0; i < EPISODES; i++) {
                int number = next++;
                numbers.add(number);
                producer.send(new ProducerRecord<>(Topics.EPISODES, name, CompressedProducer.episode(name, number)));
            }
            if (invalid) {
                producer.send(new ProducerRecord<>(Topics.EPISODES, name, "not an episode"));
            }
            producer.flush();
            if (!abort) {
                retryOnTimeout(producer::commitTransaction);
            }
        } catch (KafkaException e) {
            // One that can't be aborted fails there, and with it the test.
            abort = true;
        }
        if (abort) {
            retryOnTimeout(producer::abortTransaction);
            accepted.aborted.addAndGet(numbers.size());
        } else {
            numbers.forEach(number -> accepted.add(name, number));
            accepted.invalid.addAndGet(invalid ? 1 : 0);
        }
    }

    // A timeout leaves open whether it was done; asking again gives the answer.
    private static void retryOnTimeout(Runnable request) {
        while (true) {
            try {
                request.run();
                return;
            } catch (TimeoutException e) {
                Pause.millis(PAUSE_MILLIS);
            }
        }
    }
}
