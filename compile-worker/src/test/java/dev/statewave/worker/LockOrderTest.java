package dev.statewave.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.contract.topics.Topics;
import dev.statewave.models.embedding.StubEmbedder;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.embed.EmbedListeners;
import dev.statewave.worker.receipts.ReceiptListeners;
import dev.statewave.worker.retention.RetentionJobs;
import dev.statewave.worker.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Everything that changes the rows of a subject runs at once on one subject, and nothing waits for each other. */
class LockOrderTest {

    private static final int PARTITION = TestDatabase.newPartition();
    private static final String KEY = "acme/user:locks";
    private static final int ROUNDS = 40;

    private final TestWorker worker = new TestWorker(TestWorker.settings(20));
    private final TestDatabase database = worker.database();
    private final BatchHandler writer = worker.bean(BatchHandler.class);
    private final RecordHandler compiler = worker.bean(RecordHandler.class);
    private final RecordHandler embedder = EmbedListeners.of(worker, new StubEmbedder(384));
    private final BatchHandler receipts = ReceiptListeners.of(database);
    private final AtomicLong offset = new AtomicLong();
    private volatile boolean done;
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void deleteRebuildCompileEmbedAndRetention_onOneSubject_doNotDeadlock() throws Exception {
        long before = deadlocks();
        Thread log = start(this::writeALot);
        List<Thread> others = List.of(
                loop(() -> compile(new CompileCommand(null, "continuous", position()))),
                loop(() -> compile(new CompileCommand(JobId.random(), CompileCommand.REBUILD, position()))),
                loop(() -> compile(new CompileCommand(JobId.random(), "async", position()))),
                loop(() -> embedder.handle(new ConsumerRecord<>(Topics.EMBED, 0, 0, KEY, new byte[0]))),
                loop(() -> embedder.handle(new ConsumerRecord<>(Topics.EMBED, 1, 0, KEY, new byte[0]))),
                loop(this::storeReceipt),
                loop(this::storeReceipt),
                loop(this::expireAndRetain));
        log.join();
        done = true;
        for (Thread other : others) {
            other.join();
        }

        assertThat(failures).isEmpty();
        // The server publishes its statistics within a second.
        Thread.sleep(1_500);
        assertThat(deadlocks()).isEqualTo(before);
        write(episode(1), episode(2));
        compile(new CompileCommand(null, "continuous", position()));
        embedder.handle(new ConsumerRecord<>(Topics.EMBED, 0, 0, KEY, new byte[0]));
        // The last round has erased what was stored before.
        storeReceipt();
        assertThat(database.count("SELECT count(*) FROM episodes WHERE subject_id = 'user:locks'"))
                .isPositive();
        assertThat(database.count("""
                        SELECT count(*) FROM memories m WHERE subject_id = 'user:locks' AND status = 'active'
                          AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id)""")).isZero();
        assertThat(database.count("SELECT count(*) FROM receipts WHERE subject_id = 'user:locks'"))
                .isPositive();
        write(new SubjectDeleted(Instant.EPOCH));
        for (String table : List.of(
                "episodes",
                "receipts",
                "memories",
                "memory_embeddings",
                "subject_compiles",
                "large_memories",
                "large_words")) {
            assertThat(database.count("SELECT count(*) FROM " + table + " WHERE subject_id = 'user:locks'"))
                    .as(table)
                    .isZero();
        }
    }

    private void writeALot() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var records = new ArrayList<SubjectRecord>();
            for (int i = 0; i < 12; i++) {
                records.add(episode(round * 100 + i));
            }
            for (UUID memory : memories()) {
                records.add(new LabelsSet(memory, List.of("pii"), Instant.EPOCH));
            }
            records.add(new RebuildRequested(JobId.random(), Instant.EPOCH));
            if (round % 5 == 4) {
                records.add(new SubjectDeleted(Instant.EPOCH));
            }
            write(records.toArray(SubjectRecord[]::new));
        }
    }

    private List<UUID> memories() {
        return database.transactions().in(TenantScope.ALL, () -> database.client()
                .sql("SELECT id FROM memories WHERE subject_id = 'user:locks' ORDER BY random() LIMIT 20")
                .query(UUID.class)
                .list());
    }

    private void expireAndRetain() {
        database.update("""
                UPDATE memories SET valid_to = now() WHERE id = (
                    SELECT id FROM memories WHERE subject_id = 'user:locks' AND status = 'active'
                    ORDER BY random() LIMIT 1)""");
        // An erase takes the rule with it.
        database.update(
                "INSERT INTO retention_rules VALUES ('acme', 'user:locks', 'episodes', 1) ON CONFLICT DO NOTHING");
        RetentionJobs.run(worker);
    }

    private void storeReceipt() throws Exception {
        var receipt = new ReceiptIssued("lock" + UUID.randomUUID(), "user:locks", Instant.now(), "{}", null);
        receipts.handle(List.of(new ConsumerRecord<>(Topics.RECEIPTS, 0, 0, "acme", receipt.bytes())));
    }

    private void write(SubjectRecord... records) throws Exception {
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        long next = offset.get();
        for (SubjectRecord record : records) {
            batch.add(new ConsumerRecord<>(Topics.SUBJECT_LOG, PARTITION, next++, KEY, record.bytes()));
        }
        writer.handle(batch);
        offset.set(next);
    }

    private LogPosition position() {
        return new LogPosition(PARTITION, offset.get() - 1);
    }

    private void compile(CompileCommand command) throws Exception {
        if (command.position().offset() >= 0) {
            compiler.handle(new ConsumerRecord<>(Topics.COMPILE, 0, 0, KEY, Json.bytes(command)));
        }
    }

    private long deadlocks() {
        return database.count("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    }

    private interface Work {
        void run() throws Exception;
    }

    private Thread loop(Work work) {
        return start(() -> {
            while (!done) {
                try {
                    work.run();
                } catch (IllegalStateException e) {
                    // A compile that others got in the way of too often is retried by the loop.
                    if (!String.valueOf(e.getMessage()).contains("the subject was changed")) {
                        throw e;
                    }
                }
            }
        });
    }

    private Thread start(Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
    }

    private static EpisodeRecorded episode(int number) {
        String text =
                "I live in Town" + number % 7 + ". I use tool" + number % 11 + ". The note " + number + " is new.";
        return new EpisodeRecorded(
                UUID.randomUUID(),
                "user",
                "message",
                Json.object().put("text", text),
                Json.object(),
                Json.object(),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }
}
