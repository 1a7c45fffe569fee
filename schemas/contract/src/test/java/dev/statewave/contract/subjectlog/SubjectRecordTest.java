package dev.statewave.contract.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
    void derivedId_keepsPartsApart() {
        UUID first = DerivedId.of("ab", "c");

        assertThat(first).isEqualTo(DerivedId.of("ab", "c")).isNotEqualTo(DerivedId.of("a", "bc"));
    }
}
