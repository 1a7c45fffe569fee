package dev.statewave.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.subjectlog.SubjectRecord.MemoryExpirySet;
import dev.statewave.worker.TestWorker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator says of a single memory goes before all rules, and a rebuild does not forget it. */
class MemoryExpiryTest {

    private final TestWorker worker = new TestWorker();
    private final RecordedSubjects subjects = new RecordedSubjects(worker);
    private final Instant later = Instant.now().plus(Duration.ofDays(90)).truncatedTo(ChronoUnit.MICROS);

    @BeforeEach
    void record() throws Exception {
        subjects.write("s", RecordedSubjects.episode(20, "My name is Ada. I live in London."));
        subjects.compile("s");
        worker.database().update("INSERT INTO retention_rules VALUES (?, '', 'memories', 10)", subjects.tenant);
    }

    @AfterEach
    void close() throws Exception {
        subjects.erase("s");
        worker.database().update("DELETE FROM retention_rules WHERE tenant_id = ?", subjects.tenant);
        worker.close();
    }

    @Test
    void ownEnd_goesBeforeTheRules_andOutlivesARebuild() throws Exception {
        UUID kept = memory();
        set(kept, later);

        RetentionJobs.run(worker);
        subjects.rebuild("s");

        assertThat(active("id = '%s' AND valid_to = '%s'".formatted(kept, later)))
                .isEqualTo(1);
        assertThat(active("true")).isEqualTo(1);
    }

    @Test
    void removedEnd_leavesTheMemoryToItsRules() throws Exception {
        UUID memory = memory();
        set(memory, later);
        set(memory, later.plusSeconds(60));
        set(memory, null);
        assertThat(active("id = '%s' AND valid_to IS NULL".formatted(memory))).isEqualTo(1);

        RetentionJobs.run(worker);

        assertThat(active("true")).isZero();
    }

    @Test
    void memoryWhoseOwnEndHasPassed_isRetired() throws Exception {
        worker.database().update("DELETE FROM retention_rules WHERE tenant_id = ?", subjects.tenant);
        long before = active("true");
        set(memory(), Instant.now().minusSeconds(1));

        RetentionJobs.run(worker);

        assertThat(active("true")).isEqualTo(before - 1);
        String history = "SELECT count(*) FROM memory_history WHERE tenant_id = ? AND before ->> 'valid_to' IS NULL";
        assertThat(worker.database().count(history, subjects.tenant)).isEqualTo(1);
    }

    private UUID memory() {
        return UUID.fromString(worker.database().text("""
                SELECT id FROM memories WHERE tenant_id = ? AND kind = 'profile_fact'
                ORDER BY sequence LIMIT 1""", subjects.tenant));
    }

    private void set(UUID memory, @Nullable Instant end) throws Exception {
        subjects.write("s", new MemoryExpirySet(memory, end, Instant.now()));
    }

    private long active(String condition) {
        return worker.database()
                .count(
                        "SELECT count(*) FROM memories WHERE tenant_id = ? AND status = 'active' AND " + condition,
                        subjects.tenant);
    }
}
