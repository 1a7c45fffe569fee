package dev.statewave.contract.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubjectRecordTest {

    @Test
    void record_comesBackFromItsBytes() {
        var deleted = new SubjectRecord.SubjectDeleted(Instant.parse("2026-01-02T03:04:05.000006Z"));

        assertThat(SubjectRecord.read(deleted.bytes())).isEqualTo(deleted);
        assertThat(new String(deleted.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"kind\":\"SubjectDeleted\",\"deleted_at\":\"2026-01-02T03:04:05.000006Z\"}");
    }

    @Test
    void newerWriter_isUnderstoodByAnOlderReader() {
        String newer = "{\"kind\":\"CompileRequested\",\"job_id\":\"a\",\"mode\":\"sync\","
                + "\"requested_at\":\"2026-01-01T00:00:00Z\",\"colour\":\"red\"}";

        assertThat(SubjectRecord.read(newer.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new SubjectRecord.CompileRequested("a", "sync", Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void partsOfAnImport_comeBackFromTheirBytes() {
        UUID id = UUID.randomUUID();
        Instant then = Instant.parse("2026-01-02T03:04:05.000006Z");
        var object = Json.tree("{\"a\":1.50,\"b\":\"\\u0000 😀\"}");
        var episode = new ImportedEpisode(id, "s", "t", object, object, object, "s1", "k", then, 90, then, then);
        var memory = new ImportedMemory(
                id,
                "fact",
                "c",
                "s",
                0.1,
                then,
                null,
                "active",
                id,
                List.of(id),
                object,
                List.of("pii"),
                List.of(),
                true,
                then,
                then,
                null);
        var resolution = new ImportedResolution(id, "s1", "open", null, object, null, then, then);

        for (SubjectRecord record : List.of(
                new SubjectRecord.EpisodeImported(id, episode),
                new SubjectRecord.MemoriesImported(id, List.of(memory)),
                new SubjectRecord.ResolutionsImported(id, List.of(resolution)),
                new SubjectRecord.ImportCompleted(id, 3, true, then))) {
            assertThat(SubjectRecord.read(record.bytes())).isEqualTo(record);
        }
    }

    @Test
    void derivedId_keepsPartsApart() {
        UUID first = DerivedId.of("ab", "c");

        assertThat(first).isEqualTo(DerivedId.of("ab", "c")).isNotEqualTo(DerivedId.of("a", "bc"));
    }
}
