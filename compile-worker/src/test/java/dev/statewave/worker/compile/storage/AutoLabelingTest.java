package dev.statewave.worker.compile.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.TestWorker;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.store.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class AutoLabelingTest {

    private static final int PARTITION = TestDatabase.newPartition();
    private static final String TENANT = "labels-" + UUID.randomUUID();
    private static final SubjectKey KEY = SubjectKey.of(TENANT, "user:labels");
    private static long offset;

    private final TestWorker worker = new TestWorker();
    private final TestDatabase database = worker.database();
    private final BatchHandler writer = worker.bean(BatchHandler.class);
    private final RecordHandler compiler = worker.bean(RecordHandler.class);

    @AfterEach
    void close() throws Exception {
        write(new SubjectRecord.SubjectDeleted(Instant.EPOCH));
        worker.close();
    }

    private record Memory(UUID id, String content, List<String> sensitivity, List<String> suggested, String metadata) {}

    @Test
    void compiledMemories_getTheLabelsOfTheirText_andNoOthers() throws Exception {
        write(episode("Write to ann@example.com, my doctor said I have asthma."), episode("I like tea."));
        compile(new CompileCommand(null, "continuous", position()));

        assertThat(memory("ann@").suggested()).containsExactly("health.condition", "pii.email");
        assertThat(memory("tea").suggested()).isEmpty();
    }

    @Test
    void whatOnlyAPassageContains_isSuggestedForItsMemory() throws Exception {
        write(episode("The parcel was late. ".repeat(200) + "Pay to DE89 3704 0044 0532 0130 00."));
        compile(new CompileCommand(null, "continuous", position()));

        assertThat(memory("The parcel").suggested()).containsExactly("financial.iban");
        assertThat(memories("kind = 'passage'"))
                .allSatisfy(passage -> assertThat(passage.suggested()).containsExactly("financial.iban"));
    }

    @Test
    void rebuild_keepsWhatWasPromotedAndSet() throws Exception {
        write(episode("Write to ann@example.com, or call +49 30 1234567."), episode("I like tea."));
        compile(new CompileCommand(null, "continuous", position()));
        Memory contact = memory("ann@");
        write(
                new LabelsPromoted(contact.id(), List.of("pii.email"), Instant.EPOCH, "ann"),
                new LabelsSet(memory("tea").id(), List.of("legal.hold"), Instant.EPOCH));

        compile(new CompileCommand(JobId.random(), CompileCommand.REBUILD, position()));

        Memory again = memory("ann@");
        assertThat(again.id()).isEqualTo(contact.id());
        assertThat(again.sensitivity()).containsExactly("pii.email");
        assertThat(again.suggested()).containsExactly("pii.phone");
        assertThat(Json.tree(again.metadata())
                        .at("/label_promotions/0/promoted_by")
                        .asString())
                .isEqualTo("ann");
        assertThat(memory("tea").sensitivity()).containsExactly("legal.hold");
    }

    @Test
    void recompile_keepsPromotedLabelsThatFitTheNewWords() throws Exception {
        EpisodeRecorded episode = episode("Write to ann@example.com, or call +49 30 1234567.");
        write(episode);
        CompileRepository store = worker.bean(CompileRepository.class);
        var episodes = store.pending(KEY, -1, offset);
        ObjectNode fallback = Json.object().put("fallback", true);
        MemoryDraft before = draft("Write to ann@example.com, or call +49 30 1234567.", episode.id(), fallback);
        store.store(
                KEY,
                -1,
                position().offset(),
                episodes,
                new Compiled(List.of(before), Map.of(), Map.of(episode.id(), "timeout")),
                null);
        write(new LabelsPromoted(before.id(), List.of("pii.email", "pii.phone"), Instant.EPOCH, null));

        MemoryDraft mail = draft("The address of the user is ann@example.com.", episode.id(), Json.object());
        MemoryDraft other = draft("The user can be called.", episode.id(), Json.object());
        store.recompile(KEY, new Compiled(List.of(mail, other), Map.of(), Map.of()), Set.of(episode.id()), null);

        assertThat(memory("The address").sensitivity()).containsExactly("pii.email");
        assertThat(memory("The address").suggested()).isEmpty();
        assertThat(memory("The user can").sensitivity()).isEmpty();
    }

    private static MemoryDraft draft(String content, UUID episode, ObjectNode metadata) {
        return new MemoryDraft(
                UUID.randomUUID(),
                MemoryKind.EPISODE_SUMMARY,
                content,
                content,
                1,
                Instant.EPOCH,
                null,
                List.of(episode),
                metadata);
    }

    private Memory memory(String beginning) {
        return memories("kind <> 'passage' AND status = 'active'").stream()
                .filter(memory -> memory.content().contains(beginning))
                .findFirst()
                .orElseThrow();
    }

    private List<Memory> memories(String condition) {
        return database.transactions().in(TenantScope.of(TENANT), () -> database.client()
                .sql("""
                        SELECT id, content, sensitivity_labels, suggested_labels, metadata::text AS metadata
                        FROM memories WHERE subject_id = 'user:labels' AND tenant_id = ? AND %s
                        ORDER BY kind, sequence""".formatted(condition))
                .param(TENANT)
                .query((row, number) -> new Memory(
                        row.getObject("id", UUID.class),
                        row.getString("content"),
                        List.of((String[]) row.getArray("sensitivity_labels").getArray()),
                        List.of((String[]) row.getArray("suggested_labels").getArray()),
                        row.getString("metadata")))
                .list());
    }

    private void write(SubjectRecord... records) throws Exception {
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (SubjectRecord record : records) {
            batch.add(new ConsumerRecord<>(Topics.SUBJECT_LOG, PARTITION, offset++, KEY.encoded(), record.bytes()));
        }
        writer.handle(batch);
    }

    private static LogPosition position() {
        return new LogPosition(PARTITION, offset - 1);
    }

    private void compile(CompileCommand command) throws Exception {
        compiler.handle(new ConsumerRecord<>(Topics.COMPILE, 0, 0, KEY.encoded(), Json.bytes(command)));
    }

    private static EpisodeRecorded episode(String text) {
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
