package dev.statewave.worker.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.Batch;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.worker.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

class LogWriterTest {

    private final TestDatabase database = TestDatabase.get();
    private final LogWriter writer = Writers.of(database);
    private final int partition = TestDatabase.newPartition();
    private final SubjectKey key = new SubjectKey("acme", "user:" + partition);

    /** Few are inserted, many are copied. */
    @ParameterizedTest
    @ValueSource(ints = {1, 49, 50, 300})
    void episodes_areWrittenWithTheirPosition(int count) {
        String text = "tab\t newline\n backslash\\ quote\" 😀 \\N";
        var episodes = IntStream.range(0, count)
                .mapToObj(i -> entry(i, episode(text + i, null, null)))
                .toList();

        Writers.write(writer, partition, episodes, count + 3);

        assertThat(database.count("SELECT count(*) FROM episodes WHERE subject_id = ?", key.subject()))
                .isEqualTo(count);
        assertThat(database.text(
                        "SELECT payload ->> 'text' FROM episodes WHERE subject_id = ? AND log_offset = 0",
                        key.subject()))
                .isEqualTo(text + 0);
        assertThat(position()).isEqualTo(count + 3);
    }

    @Test
    void recordsBelowThePosition_areSkipped() {
        var entries = List.of(entry(0, episode("a", null, null)), entry(1, episode("b", null, null)));
        Writers.write(writer, partition, entries, 2);

        Writers.write(writer, partition, entries, 2);
        Writers.write(writer, partition, List.of(entries.getFirst()), 1);

        assertThat(database.count("SELECT count(*) FROM episodes WHERE subject_id = ?", key.subject()))
                .isEqualTo(2);
        assertThat(position()).isEqualTo(2);
    }

    @Test
    void repeatOfAnIdempotencyKey_isWrittenOnce() {
        Writers.write(
                writer, partition, List.of(entry(0, episode("a", "k", null)), entry(1, episode("b", "k", null))), 2);
        Writers.write(writer, partition, List.of(entry(2, episode("c", "k", null))), 3);

        assertThat(database.text("SELECT payload ->> 'text' FROM episodes WHERE subject_id = ?", key.subject()))
                .isEqualTo("a");
    }

    @Test
    void delete_erasesWhatStandsBeforeIt() {
        Writers.write(
                writer,
                partition,
                List.of(
                        entry(0, episode("a", null, null)),
                        entry(1, new CompileRequested("job" + partition, "async", Instant.EPOCH)),
                        entry(2, new SubjectDeleted(Instant.EPOCH)),
                        entry(3, episode("b", null, null))),
                4);

        assertThat(database.text("SELECT payload ->> 'text' FROM episodes WHERE subject_id = ?", key.subject()))
                .isEqualTo("b");
        assertThat(database.count("SELECT count(*) FROM compile_jobs WHERE subject_id = ?", key.subject()))
                .isZero();
        assertThat(database.count("SELECT episodes_deleted FROM subject_deletions WHERE log_partition = ?", partition))
                .isEqualTo(1);
    }

    @Test
    void batch_isCountedOverSeveralStretches_andForgottenOnceComplete() {
        var batch = new Batch(UUID.randomUUID(), 3);
        Writers.write(
                writer,
                partition,
                List.of(
                        entry(0, episode("a", null, batch)),
                        entry(1, new SubjectDeleted(Instant.EPOCH)),
                        entry(2, episode("b", null, batch))),
                3);

        assertThat(database.count("SELECT persisted FROM episode_batches WHERE id = ?", batch.id()))
                .isEqualTo(2);

        Writers.write(writer, partition, List.of(entry(3, episode("c", null, batch))), 4);

        assertThat(database.count("SELECT count(*) FROM episode_batches WHERE id = ?", batch.id()))
                .isZero();
    }

    @Test
    void resolution_isReplacedByALaterOne() {
        Writers.write(writer, partition, List.of(entry(0, resolution("open")), entry(1, resolution("resolved"))), 2);

        assertThat(database.text(
                        "SELECT status FROM resolutions WHERE subject_id = ? AND resolved_at IS NOT NULL",
                        key.subject()))
                .isEqualTo("resolved");
    }

    @Test
    void unknownState_isTheFaultOfTheRecord_andNothingIsWritten() {
        assertThatThrownBy(() -> Writers.write(
                        writer, partition, List.of(entry(0, episode("a", null, null)), entry(1, resolution("odd"))), 2))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("odd");

        assertThat(position()).isZero();
        assertThat(database.count("SELECT count(*) FROM episodes WHERE subject_id = ?", key.subject()))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 60})
    void valueThatTheDatabaseRefuses_isTold_andNothingIsWritten(int count) {
        var entries = new ArrayList<LogEntry>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(i, episode("a", null, null)));
        }
        var refused = new EpisodeRecorded(
                UUID.randomUUID(), "a\0b", "t", null, null, null, null, null, Instant.EPOCH, Instant.EPOCH, null);
        entries.add(entry(count, refused));

        assertThatThrownBy(() -> Writers.write(writer, partition, entries, count + 1))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(position()).isZero();
    }

    @Test
    void healthAndLabels_areWritten() {
        UUID memory = memory();

        Writers.write(
                writer,
                partition,
                List.of(
                        entry(0, new LabelsSet(memory, List.of("pii"), Instant.EPOCH)),
                        entry(1, new HealthObserved("watch", 50, Json.MAPPER.createArrayNode(), Instant.EPOCH))),
                2);

        assertThat(database.text("SELECT sensitivity_labels[1] FROM memories WHERE id = ?", memory))
                .isEqualTo("pii");
        assertThat(database.text("SELECT state FROM subject_health WHERE subject_id = ?", key.subject()))
                .isEqualTo("watch");
    }

    private UUID memory() {
        UUID memory = UUID.randomUUID();
        String sql = """
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, status,
                    source_episode_ids, metadata, created_at, updated_at)
                VALUES (?, ?, ?, 'profile_fact', 'c', 's', 1, now(), 'active', '{}', '{}', now(), now())""";
        database.update(sql, memory, key.tenant(), key.subject());
        return memory;
    }

    @Test
    void whatIsRecorded_isCountedBySubjectAndDay() {
        Writers.write(
                writer,
                partition,
                List.of(
                        entry(0, ofSession("first")),
                        entry(1, ofSession("first")),
                        entry(2, episode("of no session", null, null))),
                3);
        Writers.write(writer, partition, List.of(entry(3, ofSession("first")), entry(4, ofSession("second"))), 5);

        assertThat(database.text(
                        "SELECT episodes || '/' || sessions FROM subject_activity WHERE subject_id = ?", key.subject()))
                .isEqualTo("5/2");

        long subjects = subjects();
        Writers.write(writer, partition, List.of(entry(5, new SubjectDeleted(Instant.EPOCH))), 6);
        assertThat(subjects()).isEqualTo(subjects - 1);

        assertThat(database.count("SELECT count(*) FROM subject_activity WHERE subject_id = ?", key.subject()))
                .isZero();
        assertThat(database.count("SELECT count(*) FROM subject_sessions WHERE subject_id = ?", key.subject()))
                .isZero();
    }

    @Test
    void recordOfAnAdministrator_isNotedOnce() {
        var actor = new Actor("key1", "Operations");
        var entries = List.of(
                entry(0, episode("a", null, null)),
                new LogEntry(
                        new LogPosition(partition, 1), key, new SubjectDeleted(Instant.EPOCH), "request-1", actor));
        Writers.write(writer, partition, entries, 2);
        Writers.write(writer, partition, entries, 2);

        assertThat(database.text(
                        "SELECT string_agg(concat_ws('|', tenant_id, actor_id, actor_name, action, details, "
                                + "request_id), ';') FROM admin_actions WHERE target = ?",
                        key.subject()))
                .isEqualTo("acme|key1|Operations|subject.delete|"
                        + "{\"episodes_deleted\": 1, \"memories_deleted\": 0}|request-1");
    }

    @Test
    void promotedLabels_leaveTheSuggestions() {
        UUID memory = memory();
        database.update(
                "UPDATE memories SET suggested_labels = '{pii.email,pii.phone}', sensitivity_labels = '{z}' "
                        + "WHERE id = ?",
                memory);

        Writers.write(
                writer,
                partition,
                List.of(entry(0, new LabelsPromoted(memory, List.of("pii.email"), Instant.EPOCH, "key1"))),
                1);

        assertThat(database.text(
                        "SELECT concat_ws('|', sensitivity_labels, suggested_labels, metadata -> 'label_promotions') "
                                + "FROM memories WHERE id = ?",
                        memory))
                .isEqualTo("{pii.email,z}|{pii.phone}|[{\"labels\": [\"pii.email\"], "
                        + "\"promoted_at\": \"1970-01-01T00:00:00+00:00\", \"promoted_by\": \"key1\"}]");
    }

    private long position() {
        return database.count(
                "SELECT coalesce((SELECT next_offset FROM log_positions WHERE log_partition = ?), 0)", partition);
    }

    private LogEntry entry(long offset, SubjectRecord record) {
        return new LogEntry(new LogPosition(partition, offset), key, record, null, null);
    }

    private static ResolutionRecorded resolution(String status) {
        return new ResolutionRecorded(UUID.randomUUID(), "s", status, null, Json.object(), Instant.EPOCH);
    }

    private long subjects() {
        return database.count("SELECT sum(amount) FROM (SELECT * FROM daily_counts UNION ALL "
                + "SELECT tenant_id, day, counted, status, amount FROM count_changes) c WHERE counted = 'subjects'");
    }

    private static EpisodeRecorded ofSession(String session) {
        return new EpisodeRecorded(
                UUID.randomUUID(),
                "s",
                "t",
                Json.object(),
                Json.object(),
                Json.object(),
                session,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    private EpisodeRecorded episode(String text, String idempotencyKey, Batch batch) {
        return new EpisodeRecorded(
                idempotencyKey == null ? UUID.randomUUID() : key.episodeId(idempotencyKey),
                "s",
                "t",
                Json.object().put("text", text),
                Json.object(),
                Json.object(),
                null,
                idempotencyKey,
                Instant.EPOCH,
                Instant.EPOCH,
                batch);
    }
}
