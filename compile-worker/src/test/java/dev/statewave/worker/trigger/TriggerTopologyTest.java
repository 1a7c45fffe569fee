package dev.statewave.worker.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.CompileTrigger;
import dev.statewave.worker.CompilerType;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTopologyTest {

    private final Counter skipped = new SimpleMeterRegistry().counter("skipped");

    private static final String KEY = "/user:1";

    /** Commands that no compiler has taken. */
    private final AtomicLong waiting = new AtomicLong();

    private final CompileQueue queue = new CompileQueue(waiting::get, waiting::incrementAndGet, 100);
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> log;
    private TestOutputTopic<String, byte[]> commands;

    private void start(CompileTrigger trigger) {
        start(trigger, Stores.inMemoryKeyValueStore(TriggerProcessor.STORE));
    }

    private void start(CompileTrigger trigger, KeyValueBytesStoreSupplier store) {
        driver = new TopologyTestDriver(
                TriggerTopology.of(settings(trigger), queue, skipped, store), new Properties(), Instant.EPOCH);
        log = driver.createInputTopic(Topics.SUBJECT_LOG, new StringSerializer(), new ByteArraySerializer());
        commands = driver.createOutputTopic(Topics.COMPILE, new StringDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
    }

    @Test
    void quietSubject_isDueOnce() {
        start(CompileTrigger.CONTINUOUS);
        put(episode());
        driver.advanceWallClockTime(Duration.ofMillis(1_500));
        put(episode());
        driver.advanceWallClockTime(Duration.ofMillis(1_800));
        assertThat(commands.isEmpty()).isTrue();

        driver.advanceWallClockTime(Duration.ofMillis(400));

        CompileCommand command = next();
        assertThat(command.explicit()).isFalse();
        assertThat(command.position().offset()).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofMinutes(5));
        assertThat(commands.isEmpty()).isTrue();
    }

    @Test
    void aCommand_isOfTheTraceOfTheLastEpisode_andLinkedToTheOthers() {
        start(CompileTrigger.CONTINUOUS);
        put(episode(), trace("1", "a"));
        put(episode(), trace("2", "b"));
        put(episode(), "no trace");
        put(episode(), trace("1", "c"));
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        var headers = commands.readRecord().headers();
        assertThat(RecordHeaders.text(headers, RecordHeaders.TRACEPARENT)).isEqualTo(trace("1", "c"));
        assertThat(RecordHeaders.text(headers, RecordHeaders.TRACE_LINKS)).isEqualTo(trace("2", "b"));

        // What comes later begins anew.
        put(episode());
        driver.advanceWallClockTime(Duration.ofSeconds(3));
        headers = commands.readRecord().headers();
        assertThat(headers.lastHeader(RecordHeaders.TRACEPARENT)).isNull();
        assertThat(headers.lastHeader(RecordHeaders.TRACE_LINKS)).isNull();
    }

    @Test
    void ofTheTracesOfManyEpisodes_theLastOnesAreKept() {
        start(CompileTrigger.CONTINUOUS);
        for (int i = 0; i < 30; i++) {
            put(episode(), "00-%032x-%016x-01".formatted(i + 1, 1));
        }
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        var headers = commands.readRecord().headers();
        assertThat(RecordHeaders.text(headers, RecordHeaders.TRACEPARENT)).contains("%032x".formatted(30));
        assertThat(RecordHeaders.text(headers, RecordHeaders.TRACE_LINKS).split(","))
                .hasSize(7);
    }

    private static String trace(String trace, String span) {
        return "00-" + trace.repeat(32) + "-" + span.repeat(16) + "-01";
    }

    @Test
    void subjectThatIsNeverQuiet_waitsNoLongerThanTheBound() {
        start(CompileTrigger.CONTINUOUS);
        for (int i = 0; i < 31; i++) {
            put(episode());
            driver.advanceWallClockTime(Duration.ofSeconds(1));
        }

        assertThat(commands.isEmpty()).isFalse();
    }

    @Test
    void subjectsThatAreDue_waitForRoom_andRequestsDoNot() {
        start(CompileTrigger.CONTINUOUS);
        for (int i = 0; i < 250; i++) {
            log.pipeInput("/user:" + i, episode().bytes());
        }
        driver.advanceWallClockTime(Duration.ofSeconds(10));
        assertThat(commands.readKeyValuesToList()).hasSize(100);

        put(new SubjectRecord.CompileRequested("0123abcd", "sync", Instant.EPOCH));
        assertThat(next().jobId()).isEqualTo("0123abcd");

        waiting.set(40);
        driver.advanceWallClockTime(Duration.ofSeconds(1));
        assertThat(commands.readKeyValuesToList()).hasSize(60);
    }

    @Test
    void subjectThatIsDueAgainAndAgain_doesNotTakeTheTurnOfOthers() {
        start(CompileTrigger.CONTINUOUS);
        var served = new HashSet<String>();
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 250; i++) {
                log.pipeInput("/user:" + i, episode().bytes());
            }
            waiting.set(90);
            driver.advanceWallClockTime(Duration.ofSeconds(4));
            commands.readKeyValuesToList().forEach(command -> served.add(command.key));
        }

        assertThat(served).hasSize(250);
    }

    @Test
    void request_isPassedOnAtOnceWithItsRequestId() {
        start(CompileTrigger.ON_REQUEST);
        var record =
                new TestRecord<>(KEY, new SubjectRecord.CompileRequested("0123abcd", "sync", Instant.EPOCH).bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, "r1");
        log.pipeInput(record);

        TestRecord<String, byte[]> sent = commands.readRecord();
        assertThat(Json.read(sent.value(), CompileCommand.class).jobId()).isEqualTo("0123abcd");
        assertThat(RecordHeaders.text(sent.headers(), RecordHeaders.REQUEST_ID)).isEqualTo("r1");
    }

    @Test
    void onRequest_episodesWaitForSomeoneToAsk() {
        start(CompileTrigger.ON_REQUEST);
        put(episode());
        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(commands.isEmpty()).isTrue();
    }

    @Test
    void deletedSubject_isNotDueAnyMore() {
        start(CompileTrigger.CONTINUOUS);
        put(episode());
        put(new SubjectRecord.SubjectDeleted(Instant.EPOCH));
        driver.advanceWallClockTime(Duration.ofMinutes(1));

        assertThat(commands.isEmpty()).isTrue();
    }

    @Test
    void unreadableRecord_doesNotStopTheOthers() {
        start(CompileTrigger.CONTINUOUS);
        log.pipeInput(KEY, "nonsense".getBytes());
        put(episode());
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        assertThat(next().position().offset()).isEqualTo(1);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "no slash", "/", "/a\0b"})
    void recordWithoutASubject_isSkippedAndCounted(String key) {
        start(CompileTrigger.CONTINUOUS);
        var record = new TestRecord<>(key, episode().bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.KIND, "EpisodeRecorded");
        log.pipeInput(record);
        put(episode());
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        assertThat(next().position().offset()).isEqualTo(1);
        assertThat(commands.isEmpty()).isTrue();
        assertThat(skipped.count()).isEqualTo(1);
    }

    @Test
    void recordOfANewerVersion_isLeftToTheWriter() {
        start(CompileTrigger.CONTINUOUS);
        log.pipeInput(KEY, "{\"kind\":\"SubjectFrozen\"}".getBytes());
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        assertThat(commands.isEmpty()).isTrue();
        assertThat(skipped.count()).isZero();
    }

    @Test
    void storeThatFails_isNotSwallowed() {
        start(CompileTrigger.CONTINUOUS, failing(Stores.inMemoryKeyValueStore(TriggerProcessor.STORE)));

        assertThatThrownBy(() -> put(episode())).hasStackTraceContaining("the store is broken");
    }

    @Test
    @SuppressWarnings("unchecked")
    void commandThatCannotBeForwarded_isNotSwallowed() {
        var mock = new MockProcessorContext<String, byte[]>();
        mock.setRecordMetadata(Topics.SUBJECT_LOG, 0, 0);
        mock.setCurrentSystemTimeMs(0);
        var context = (ProcessorContext<String, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessorContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("forward")) {
                        throw new StreamsException("the command is lost");
                    }
                    return method.invoke(mock, arguments);
                });
        var processor = new TriggerProcessor(settings(CompileTrigger.ON_REQUEST), queue, skipped);
        processor.init(context);
        byte[] request = new SubjectRecord.CompileRequested("0123abcd", "sync", Instant.EPOCH).bytes();

        assertThatThrownBy(() -> processor.process(new Record<>(KEY, request, 0)))
                .hasMessage("the command is lost");
    }

    @Test
    void forwardedSubject_staysInTheStoreUntilItsCommandIsFlushed() {
        start(CompileTrigger.CONTINUOUS);
        put(episode());
        driver.advanceWallClockTime(Duration.ofMillis(2_200));
        assertThat(next().reason()).isEqualTo("continuous");

        assertThat(driver.getKeyValueStore(TriggerProcessor.STORE).get(KEY)).isNotNull();
        driver.advanceWallClockTime(ForwardedSubjects.SETTLED_AFTER);
        assertThat(driver.getKeyValueStore(TriggerProcessor.STORE).get(KEY)).isNull();
        assertThat(commands.isEmpty()).isTrue();
    }

    @Test
    void episodeAfterItsSubjectWasForwarded_makesItWaitAnew() {
        start(CompileTrigger.CONTINUOUS);
        put(episode());
        driver.advanceWallClockTime(Duration.ofMillis(2_200));
        next();
        put(episode());
        driver.advanceWallClockTime(Duration.ofMillis(1_800));
        assertThat(commands.isEmpty()).isTrue();

        driver.advanceWallClockTime(Duration.ofSeconds(5));

        assertThat(next().position().offset()).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofMinutes(5));
        assertThat(commands.isEmpty()).isTrue();
    }

    @Test
    void longRequestId_isCut() {
        start(CompileTrigger.ON_REQUEST);
        var record =
                new TestRecord<>(KEY, new SubjectRecord.CompileRequested("0123abcd", "sync", Instant.EPOCH).bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, "r".repeat(1_000_000));
        log.pipeInput(record);

        assertThat(RecordHeaders.text(commands.readRecord().headers(), RecordHeaders.REQUEST_ID))
                .isEqualTo("r".repeat(256));
    }

    @Test
    void rebuild_isPassedOnAndSettlesNothing() {
        start(CompileTrigger.CONTINUOUS);
        put(episode());
        put(new SubjectRecord.RebuildRequested("0123abcd", Instant.EPOCH));

        assertThat(next()).isEqualTo(new CompileCommand("0123abcd", "rebuild", new LogPosition(0, 1)));
        driver.advanceWallClockTime(Duration.ofMinutes(5));
        assertThat(next().reason()).isEqualTo("continuous");
    }

    /** A store that can be read and not written. */
    private static KeyValueBytesStoreSupplier failing(KeyValueBytesStoreSupplier supplier) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return supplier.name();
            }

            @Override
            public String metricsScope() {
                return supplier.metricsScope();
            }

            @Override
            @SuppressWarnings("unchecked")
            public KeyValueStore<Bytes, byte[]> get() {
                KeyValueStore<Bytes, byte[]> store = supplier.get();
                return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {KeyValueStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("put")) {
                                throw new IllegalStateException("the store is broken");
                            }
                            return method.invoke(store, arguments);
                        });
            }
        };
    }

    private void put(SubjectRecord record) {
        log.pipeInput(KEY, record.bytes());
    }

    private void put(SubjectRecord record, String traceparent) {
        var traced = new TestRecord<>(KEY, record.bytes());
        RecordHeaders.put(traced.headers(), RecordHeaders.TRACEPARENT, traceparent);
        log.pipeInput(traced);
    }

    private CompileCommand next() {
        return Json.read(commands.readValue(), CompileCommand.class);
    }

    private static SubjectRecord episode() {
        return new SubjectRecord.EpisodeRecorded(
                UUID.randomUUID(),
                "s",
                "t",
                Json.object(),
                Json.object(),
                Json.object(),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    private static WorkerSettings settings(CompileTrigger trigger) {
        return new WorkerSettings(
                Set.of(Role.TRIGGER),
                1,
                100,
                trigger,
                2_000,
                30_000,
                4,
                CompilerType.HEURISTIC,
                "",
                EmbeddingProvider.NONE,
                3_000,
                168,
                false);
    }
}
