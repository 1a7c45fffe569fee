package dev.statewave.worker.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeImported;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportCompleted;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesImported;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionsImported;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.worker.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ImportWriterTest {

    private static final Instant THEN = Instant.parse("2020-02-03T04:05:06.000007Z");

    private final TestDatabase database = TestDatabase.get();
    private final LogWriter writer = Writers.of(database);
    private final int partition = TestDatabase.newPartition();
    private final SubjectKey key = new SubjectKey("acme", "import:" + partition);
    private final UUID importId = UUID.randomUUID();
    private long next;

    @Test
    void nothingIsSeen_beforeTheImportIsComplete_andThenAllOfIt() {
        ImportedEpisode episode = episode("tab\t \"quote\" {curly, NULL} 😀 \\ \u0000", THEN);
        var memory = memory(List.of(episode.id(), UUID.randomUUID()));

        write(new EpisodeImported(importId, episode), new MemoriesImported(importId, List.of(memory)));

        assertThat(episodes()).isZero();
        assertThat(memories()).isZero();

        write(
                new ResolutionsImported(importId, List.of(resolution("s1"))),
                new ImportCompleted(importId, 3, true, THEN));

        assertThat(episodes()).isOne();
        assertThat(database.text("SELECT payload::text FROM episodes WHERE id = ?", episode.id()))
                .isEqualTo(episode.payload().toString());
        assertThat(database.count(
                        "SELECT count(*) FROM memories WHERE id = ? AND content = ? AND status = 'superseded' "
                                + "AND superseded_by IS NOT NULL AND source_episode_ids[1] = ? "
                                + "AND sensitivity_labels = '{\"a,b\",\"q\\\"x\"}' AND metadata ->> 'k' = '{1}' "
                                + "AND created_at = '2020-02-03T04:05:06.000007Z' AND words_version = 0 "
                                + "AND reported_by IS NOT NULL AND origin = 'import'",
                        memory.id(), memory.content(), episode.id()))
                .isOne();
        assertThat(database.count("SELECT count(*) FROM resolutions WHERE subject_id = ?", key.subject()))
                .isOne();
        assertThat(database.count("SELECT count(*) FROM staged_imports WHERE subject_id = ?", key.subject()))
                .isZero();
        assertThat(database.count(
                        "SELECT count(*) FROM subject_compiles WHERE subject_id = ? AND compiled_through = -1 "
                                + "AND unembedded_since IS NOT NULL",
                        key.subject()))
                .isOne();
        assertThat(refusal()).isEqualTo("none");
    }

    @Test
    void repeatOfTheRecords_changesNothing() {
        var records = entries(
                new EpisodeImported(importId, episode("a", null)), new ImportCompleted(importId, 1, false, THEN));
        Writers.write(writer, partition, records.subList(0, 1), 1);

        Writers.write(writer, partition, records, 2);
        Writers.write(writer, partition, records, 2);

        assertThat(episodes()).isOne();
        assertThat(refusal()).isEqualTo("none");
    }

    @Test
    void idThatExists_refusesAllOfTheImport() {
        ImportedEpisode known = episode("a", null);
        write(new EpisodeImported(importId, known), new ImportCompleted(importId, 1, false, THEN));
        UUID second = UUID.randomUUID();

        write(
                new EpisodeImported(second, episode("b", null)),
                new MemoriesImported(second, List.of(memory(List.of()))),
                new EpisodeImported(second, known),
                new ImportCompleted(second, 3, false, THEN));

        assertThat(episodes()).isOne();
        assertThat(memories()).isZero();
        assertThat(database.text("SELECT refused FROM subject_imports WHERE import_id = ?", second))
                .isEqualTo("id_conflict");
    }

    @Test
    void populatedSubject_refusesAnImportThatWantsAnEmptyOne() {
        write(
                recorded("there before"),
                new EpisodeImported(importId, episode("a", null)),
                new ImportCompleted(importId, 1, true, THEN));

        assertThat(episodes()).isOne();
        assertThat(refusal()).isEqualTo("populated");
    }

    @Test
    void eraseBetweenTheParts_refusesTheImport_andTheNextOneIsNotConcerned() {
        UUID second = UUID.randomUUID();
        write(
                new EpisodeImported(importId, episode("a", null)),
                new SubjectDeleted(THEN),
                new EpisodeImported(importId, episode("b", null)),
                new ImportCompleted(importId, 2, false, THEN),
                new EpisodeImported(second, episode("c", null)),
                new ImportCompleted(second, 1, false, THEN));

        assertThat(refusal()).isEqualTo("incomplete");
        assertThat(database.text("SELECT payload ->> 'text' FROM episodes WHERE subject_id = ?", key.subject()))
                .isEqualTo("c");
    }

    /** Another record of the subject may stand between the parts, and be compiled before the import is complete. */
    @Test
    void compileThatPassesTheParts_doesNotLeaveThemUncompiled() {
        write(new EpisodeImported(importId, episode("a", null)), recorded("between"));
        database.update(
                "INSERT INTO subject_compiles (tenant_id, subject_id, compiled_through) VALUES (?, ?, 1)",
                key.tenant(),
                key.subject());

        write(new ImportCompleted(importId, 1, false, THEN));

        assertThat(database.text(
                        "SELECT string_agg(payload ->> 'text', ',') FROM episodes e JOIN subject_compiles c "
                                + "USING (subject_id, tenant_id) WHERE e.subject_id = ? "
                                + "AND e.log_offset > c.compiled_through AND e.already_compiled IS NOT TRUE",
                        key.subject()))
                .isEqualTo("a");
    }

    /** A compile that came as far as the import must not take the subject for done. */
    @Test
    void importBehindALaterEpisode_leavesTheSubjectWaitingForTheLastOne() {
        write(new EpisodeImported(importId, episode("a", null)), recorded("later"));

        write(new ImportCompleted(importId, 1, false, THEN));

        assertThat(database.count("SELECT last_offset FROM uncompiled_subjects WHERE subject_id = ?", key.subject()))
                .isOne();
    }

    @Test
    void resolutionOfAKnownSession_staysAsItIs() {
        UUID second = UUID.randomUUID();
        write(
                new ResolutionsImported(importId, List.of(resolution("s1"))),
                new ImportCompleted(importId, 1, false, THEN));

        write(
                new ResolutionsImported(second, List.of(resolution("s1"), resolution("s2"))),
                new ImportCompleted(second, 1, false, THEN));

        assertThat(database.count("SELECT count(*) FROM resolutions WHERE subject_id = ?", key.subject()))
                .isEqualTo(2);
    }

    private String refusal() {
        return database.text("SELECT coalesce(refused, 'none') FROM subject_imports WHERE import_id = ?", importId);
    }

    private long episodes() {
        return database.count("SELECT count(*) FROM episodes WHERE subject_id = ?", key.subject());
    }

    private long memories() {
        return database.count("SELECT count(*) FROM memories WHERE subject_id = ?", key.subject());
    }

    private void write(SubjectRecord... records) {
        var entries = entries(records);
        Writers.write(writer, partition, entries, next);
    }

    private List<LogEntry> entries(SubjectRecord... records) {
        return java.util.Arrays.stream(records)
                .map(record -> new LogEntry(new LogPosition(partition, next++), key, record, null, null))
                .toList();
    }

    private static EpisodeRecorded recorded(String text) {
        return new EpisodeRecorded(
                UUID.randomUUID(), "s", "t", Json.object().put("text", text), null, null, null, null, THEN, THEN, null);
    }

    private static ImportedEpisode episode(String text, Instant compiledAt) {
        return new ImportedEpisode(
                UUID.randomUUID(),
                "s",
                "t",
                Json.object().put("text", text),
                Json.object(),
                Json.object(),
                null,
                null,
                THEN,
                90,
                THEN,
                compiledAt);
    }

    private static ImportedMemory memory(List<UUID> sources) {
        return new ImportedMemory(
                UUID.randomUUID(),
                "profile_fact",
                "She said \"NULL\", {and} \\ more 😀",
                "",
                0.25,
                THEN,
                null,
                "superseded",
                UUID.randomUUID(),
                sources,
                Json.object().put("k", "{1}"),
                List.of("a,b", "q\"x"),
                List.of(),
                false,
                THEN,
                THEN,
                null);
    }

    private static ImportedResolution resolution(String session) {
        return new ImportedResolution(UUID.randomUUID(), session, "resolved", null, Json.object(), THEN, THEN, THEN);
    }
}
