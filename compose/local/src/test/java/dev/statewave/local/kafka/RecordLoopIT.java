package dev.statewave.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.PostponedException;
import dev.statewave.contract.failure.ReadAgainException;
import dev.statewave.contract.failure.RetryableException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.DeadLetterListener;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.TopicTail;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What the record loop does with records that fail, on a real broker. */
class RecordLoopIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private static Path home;

    private static LocalBroker broker;
    private static KafkaSettings kafka;
    private static KafkaProducer<String, byte[]> producer;
    private static ThreadPoolTaskScheduler scheduler;

    private final String topic = "loop-" + UUID.randomUUID();
    private final List<ManagedComponent> started = new ArrayList<>();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private DeadLetterPublisher deadLetters;
    private RecordLoopFactory loops;

    @BeforeAll
    static void startBroker() {
        broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home);
        broker.start();
        kafka = new KafkaSettings(broker.bootstrapServers(), "", 1, 1, 1, 1, 50);
        producer = new KafkaProducer<>(kafka.producerProperties());
        scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(2);
        scheduler.setDaemon(true);
        scheduler.initialize();
    }

    @AfterAll
    static void stopBroker() {
        scheduler.shutdown();
        producer.close();
        broker.close();
    }

    @BeforeEach
    void createTopics() throws Exception {
        deadLetters = new DeadLetterPublisher(kafka, metrics);
        loops = new RecordLoopFactory(kafka, deadLetters, scheduler, metrics, Clock.systemUTC(), Tracing.OFF);
        var large = Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(KafkaSettings.MAX_DEAD_LETTER_BYTES));
        try (var admin = Admin.create(kafka.adminProperties())) {
            admin.createTopics(List.of(
                            new NewTopic(topic, 2, (short) 1).configs(large),
                            new NewTopic(topic + ".dlt", 1, (short) 1).configs(large)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stopLoops() {
        started.forEach(ManagedComponent::stop);
        deadLetters.close();
    }

    private LoopSettings settings() {
        return LoopSettings.of("group-" + topic, topic, topic + ".dlt").withPollTimeout(Duration.ofMillis(100));
    }

    private <T extends ManagedComponent> T start(T component) {
        component.start();
        started.add(component);
        return component;
    }

    private static void send(String topic, int partition, String... values) {
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, partition, "key", value.getBytes(StandardCharsets.UTF_8)));
        }
        producer.flush();
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<String, byte[]>> letters() {
        return records(topic + ".dlt");
    }

    private static List<ConsumerRecord<String, byte[]>> records(String topic) {
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<String, byte[]>(kafka.consumerProperties(null))) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    private enum Poison {
        RUNTIME,
        STACK_OVERFLOW,
        ASSERTION,
        NO_CLASS,
        CHECKED,
        INVALID;

        void raise() throws Exception {
            switch (this) {
                case RUNTIME -> throw new IllegalStateException("broken");
                case STACK_OVERFLOW -> recurse(0);
                case ASSERTION -> throw new AssertionError("broken");
                case NO_CLASS -> throw new NoClassDefFoundError("broken");
                case CHECKED -> throw new Exception("broken");
                case INVALID -> throw new InvalidRecordException("unreadable", "broken");
            }
        }

        private static int recurse(int depth) {
            return recurse(depth + 1) + 1;
        }
    }

    @ParameterizedTest
    @EnumSource
    void recordWhoseHandlerThrows_isDeadLetteredOnceAndTheOnesBehindItAreHandled(Poison poison) throws Exception {
        RecordLoop loop = start(loops.each("test", settings(), record -> {
            if (text(record).equals("poison")) {
                poison.raise();
            }
            handled.add(text(record));
        }));

        send(topic, 0, "a", "poison", "b", "c");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "c"));
        await().atMost(SOON).until(() -> loop.run().equals(ReadinessCheck.Outcome.ok()));
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(text(letter)).isEqualTo("poison");
            assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN))
                    .isEqualTo(topic + "-0@1");
            assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.STAGE))
                    .isEqualTo("group-" + topic);
        });
        assertThat(metrics.get("statewave.records.dead.lettered").counter().count())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void badRecordInABatch_isDeadLetteredOnceAndTheOthersAreHandledInOrder(Poison poison) {
        start(loops.batches(
                "test",
                settings(),
                records -> {
                    for (var record : records) {
                        if (text(record).startsWith("poison")) {
                            poison.raise();
                        }
                    }
                    records.forEach(record -> handled.add(text(record)));
                },
                (record, code, cause) -> true));

        send(topic, 0, "a", "poison-1", "b", "c", "poison-2", "d");
        send(topic, 1, "x", "y");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(handled.stream().filter(text -> "abcd".contains(text)).distinct())
                    .containsExactly("a", "b", "c", "d");
            assertThat(handled).contains("x", "y");
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(letters().stream().map(RecordLoopIT::text))
                .containsExactly("poison-1", "poison-2"));
    }

    @Test
    void restart_doesNotHandleOrDeadLetterAgain() {
        RecordLoop first = start(loops.each("test", settings(), record -> {
            if (text(record).equals("poison")) {
                throw new IllegalStateException("broken");
            }
            handled.add(text(record));
        }));
        send(topic, 0, "a", "poison", "b");
        await().atMost(SOON).until(() -> handled.contains("b"));
        first.stop();

        start(loops.each("test", settings(), record -> handled.add(text(record))));
        send(topic, 0, "c");

        await().atMost(SOON).until(() -> handled.contains("c"));
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(letters()).hasSize(1);
    }

    @Test
    void handlerThatMissesFormerRecords_isGivenThemAgain() {
        var missed = new AtomicBoolean();
        start(loops.each("test", settings(), record -> {
            if (text(record).equals("c") && missed.compareAndSet(false, true)) {
                throw new ReadAgainException(1);
            }
            handled.add(text(record));
        }));

        send(topic, 0, "a", "b", "c", "d");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "b", "c", "d"));
        assertThat(letters()).isEmpty();
    }

    @Test
    void givenUpRecord_whoseListenerMissesFormerOnes_isDeadLetteredOnce() {
        var missed = new AtomicBoolean();
        DeadLetterListener listener = new DeadLetterListener() {
            @Override
            public boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) {
                return true;
            }

            @Override
            public void deadLettered(ConsumerRecord<String, byte[]> record) {
                if (missed.compareAndSet(false, true)) {
                    throw new ReadAgainException(0);
                }
            }
        };
        BatchHandler handler = records -> {
            if (records.stream().anyMatch(record -> text(record).equals("poison"))) {
                throw new InvalidRecordException("unreadable", "broken");
            }
            records.forEach(record -> handled.add(text(record)));
        };
        start(loops.batches("test", settings(), handler, listener));

        send(topic, 0, "a", "poison", "b");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "a", "b"));
        assertThat(letters()).hasSize(1);
    }

    @Test
    void storeThatIsSetBack_isGivenAgainWhatItHasLost_withoutANewRecord() {
        var stored = new AtomicInteger();
        start(loops.batches(
                "test",
                settings(),
                records -> records.forEach(record -> {
                    handled.add(text(record));
                    stored.set((int) record.offset() + 1);
                }),
                (record, code, cause) -> true,
                () -> Map.of(0, (long) stored.get(), 1, Long.MAX_VALUE)));
        send(topic, 0, "a", "b", "c");
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "c"));

        stored.set(1);

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "b", "c", "b", "c"));
    }

    @Test
    void transientFailure_isRetriedUntilItPassesAndOtherPartitionsGoOn() {
        var attempts = new AtomicInteger();
        start(loops.each("test", settings(), record -> {
            if (text(record).equals("early") && attempts.incrementAndGet() <= 4) {
                throw new RetryableException("the database is away");
            }
            handled.add(text(record));
        }));

        send(topic, 0, "early", "behind");
        send(topic, 1, "other");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("other", "early", "behind"));
        assertThat(letters()).isEmpty();
    }

    @Test
    void recordOfANewerVersion_stopsItsPartitionAloneAndReadinessSaysWhy() throws Exception {
        RecordLoop loop = start(loops.each("test", settings(), record -> {
            if (text(record).equals("newer")) {
                throw new UnsupportedRecordException("The record kind Merged is unknown to this version: update it.");
            }
            handled.add(text(record));
        }));

        send(topic, 0, "newer", "behind");
        send(topic, 1, "other");

        await().atMost(SOON).until(() -> handled.contains("other"));
        await().atMost(SOON).untilAsserted(() -> assertThat(loop.run().detail())
                .contains(topic + "-0 stopped at offset 0")
                .contains("Merged is unknown"));
        assertThat(handled).doesNotContain("behind");
        assertThat(letters()).isEmpty();
        loop.stop();

        RecordLoop newer = start(loops.each("test", settings(), record -> handled.add(text(record))));

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsSubsequence("newer", "behind"));
        assertThat(newer.run()).isEqualTo(ReadinessCheck.Outcome.ok());
    }

    @Test
    void postponedRecord_comesAgainAfterItsDelayAndIsNoFailure() throws Exception {
        var first = new ConcurrentHashMap<String, Long>();
        var waited = new AtomicInteger();
        RecordLoop loop = start(loops.each("test", settings(), record -> {
            long now = System.nanoTime();
            Long before = first.putIfAbsent(text(record), now);
            if (before == null) {
                throw new PostponedException(Duration.ofMillis(700));
            }
            waited.set((int) ((now - before) / 1_000_000));
            handled.add(text(record));
        }));

        send(topic, 0, "later");

        await().atMost(SOON).until(() -> handled.contains("later"));
        assertThat(waited.get()).isBetween(690, 5_000);
        assertThat(loop.run()).isEqualTo(ReadinessCheck.Outcome.ok());
    }

    @Test
    void badRecordOfTheLargestSize_isDeadLetteredWhole() {
        byte[] value = new byte[KafkaSettings.MAX_RECORD_BYTES - 600];
        start(loops.each("test", settings(), record -> {
            throw new InvalidRecordException("unreadable", "w".repeat(100_000));
        }));

        producer.send(new ProducerRecord<>(topic, 0, "key", value));

        await().atMost(SOON).untilAsserted(() -> assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).hasSize(value.length)));
    }

    @Test
    void consumerThatDied_isStartedAgain() {
        var deaths = new AtomicInteger();
        start(loops.each("test", settings(), record -> {
            if (text(record).equals("fatal") && deaths.incrementAndGet() == 1) {
                throw new OutOfMemoryError("made up");
            }
            handled.add(text(record));
        }));

        send(topic, 0, "fatal", "behind");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("fatal", "behind"));
        assertThat(metrics.get("statewave.loop.restarts").counter().count()).isEqualTo(1);
    }

    @Test
    void transactionMarkers_areNoLag() throws Exception {
        start(loops.each("test", settings(), record -> handled.add(text(record))));
        var properties = kafka.producerProperties();
        properties.put("transactional.id", topic);
        try (var transactional = new KafkaProducer<String, byte[]>(properties)) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(topic, 0, "key", "committed".getBytes(StandardCharsets.UTF_8)));
            transactional.commitTransaction();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(topic, 0, "key", "aborted".getBytes(StandardCharsets.UTF_8)));
            transactional.abortTransaction();
        }

        await().atMost(SOON).until(() -> handled.contains("committed"));

        try (var lag =
                new ConsumerLag(kafka, List.of(WatchedGroup.of("group-" + topic, topic)), metrics, Clock.systemUTC())) {
            await().atMost(SOON).until(() -> lag.lag("group-" + topic).orElse(-1) == 0);
        }
        assertThat(handled).containsExactly("committed");
    }

    @Test
    void groupThatHasWorkAndDoesNone_hasALagAlsoBeforeItsFirstCommit() throws Exception {
        send(topic, 0, "a", "b");

        try (var lag =
                new ConsumerLag(kafka, List.of(WatchedGroup.of("group-" + topic, topic)), metrics, Clock.systemUTC())) {
            await().atMost(SOON).until(() -> lag.lag("group-" + topic).orElse(-1) == 2);
        }
    }

    @Test
    void tail_passesWhatItCannotReadAndDeadLettersIt() {
        start(new TopicTail(kafka, deadLetters, metrics, topic, "follower", true, record -> {
            if (text(record).equals("poison")) {
                throw new StackOverflowError();
            }
            handled.add(text(record));
        }));

        send(topic, 0, "a", "poison", "b");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly("a", "b"));
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(topic + "-0@1");
            assertThat(text(letter)).isEqualTo("poison");
        });
    }
}
