package dev.statewave.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesUsed;
import dev.statewave.worker.TestWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Under a sliding rule of ten days, set a year ago, a memory of twenty days ago goes unless it was used. */
class SlidingRetentionTest {

    private static final int LONG = 3_000;

    private final TestWorker worker = new TestWorker();
    private final RecordedSubjects subjects = new RecordedSubjects(worker);
    private final EpisodeRecorded said = RecordedSubjects.episode(20, "My name is Ada. I live in London.");

    @BeforeEach
    void record() throws Exception {
        subjects.write("s", said);
        subjects.compile("s");
        rule("now() - interval '1 year'");
    }

    @AfterEach
    void close() throws Exception {
        subjects.erase("s");
        worker.database().update("DELETE FROM retention_rules WHERE tenant_id = ?", subjects.tenant);
        worker.close();
    }

    @Test
    void unusedMemories_areRetired_andStaySoAfterARebuild() throws Exception {
        RetentionJobs.run(worker);
        assertThat(active("true")).isZero();

        subjects.rebuild("s");

        assertThat(active("true")).isZero();
    }

    @Test
    void usedMemory_stays_withoutAnEnd_andReadersGoOnWithWhatTheyKeep() throws Exception {
        UUID used = memory();
        String version = version();
        use(used, Duration.ofDays(9));
        // A note that comes late moves nothing back.
        use(used, Duration.ofDays(15));
        assertThat(version()).isEqualTo(version);

        RetentionJobs.run(worker);

        assertThat(active("id = '%s' AND valid_to IS NULL".formatted(used))).isEqualTo(1);
        assertThat(active("true")).isEqualTo(1);
    }

    @Test
    void memoryThatWasUsedTooLongAgo_isRetired() throws Exception {
        use(memory(), Duration.ofDays(11));

        RetentionJobs.run(worker);

        assertThat(active("true")).isZero();
    }

    @Test
    void ruleCountsFromWhenItWasSet_becauseNobodyNotedUsesBefore() {
        rule("now() - interval '9 days'");

        RetentionJobs.run(worker);

        assertThat(active("true")).isPositive();
    }

    @Test
    void quotedPassage_isAUseOfItsMemory() throws Exception {
        String sentence = "The ferry to the island leaves at noon from the western pier. ";
        EpisodeRecorded text = RecordedSubjects.episode(20, sentence.repeat(LONG / sentence.length()));
        subjects.write("s", text);
        subjects.compile("s");
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM memories WHERE tenant_id = ? AND kind = 'passage'",
                                subjects.tenant))
                .isPositive();
        subjects.write("s", new MemoriesUsed(List.of(), List.of(text.id()), Instant.now()));

        RetentionJobs.run(worker);

        assertThat(active("kind <> 'passage'"))
                .isEqualTo(active("source_episode_ids[1] = '%s' AND passages > 0".formatted(text.id())))
                .isPositive();
    }

    private void rule(String setAt) {
        worker.database().update("DELETE FROM retention_rules WHERE tenant_id = ?", subjects.tenant);
        worker.database().update("""
                INSERT INTO retention_rules (tenant_id, subject_id, applies_to, days, sliding, updated_at)
                VALUES (?, '', 'memories', 10, true, %s)""".formatted(setAt), subjects.tenant);
    }

    private UUID memory() {
        return UUID.fromString(worker.database().text("""
                SELECT id FROM memories WHERE tenant_id = ? AND kind = 'profile_fact'
                ORDER BY sequence LIMIT 1""", subjects.tenant));
    }

    private void use(UUID memory, Duration ago) throws Exception {
        subjects.write(
                "s", new MemoriesUsed(List.of(memory), List.of(), Instant.now().minus(ago)));
    }

    private String version() {
        return worker.database().text("SELECT version FROM subject_versions WHERE tenant_id = ?", subjects.tenant);
    }

    private long active(String condition) {
        return worker.database()
                .count(
                        "SELECT count(*) FROM memories WHERE tenant_id = ? AND status = 'active' AND " + condition,
                        subjects.tenant);
    }
}
