package dev.statewave.contract.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRecordTest {

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "42",
                "{'no':'kind'}",
                "{'kind':null}",
                "{'kind':'EpisodeRecorded'",
                "{'kind':'SubjectDeleted'}",
                "{'kind':'SubjectDeleted','deleted_at':null}",
                "{'kind':'SubjectDeleted','deleted_at':'yesterday'}",
                "{'kind':'CompileRequested','job_id':'a','mode':'sync','requested_at':null}",
                "{'kind':'EpisodeRecorded','source':'a','type':'b','payload':{},"
                        + "'occurred_at':'2026-01-01','created_at':'2026-01-01'}",
                "{'kind':'EpisodeRecorded','id':'no uuid','source':'a','type':'b','payload':{},"
                        + "'occurred_at':'2026-01-01','created_at':'2026-01-01'}",
                "{'kind':'EpisodeImported','import_id':'00000000-0000-4000-8000-000000000000'}",
                "{'kind':'MemoriesImported','memories':[]}",
                "{'kind':'ImportCompleted','parts':1,'requested_at':'2026-01-01'}",
                "{'kind':'LabelsSet','memory_id':'00000000-0000-4000-8000-000000000000','set_at':'2026-01-01'}"
            })
    void recordThatIsNone_isInvalid(String json) {
        assertThatThrownBy(() -> SubjectRecord.read(bytes(json))).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void deepNesting_isInvalid() {
        String json = "{'kind':'ResolutionRecorded','metadata':" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> SubjectRecord.read(bytes(json))).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void absentValue_isInvalid() {
        assertThatThrownBy(() -> SubjectRecord.read((byte[]) null)).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void unknownKind_isOfANewerVersion() {
        assertThatThrownBy(() -> SubjectRecord.read(bytes("{'kind':'SubjectMerged','into':'user:2'}")))
                .isInstanceOf(UnsupportedRecordException.class)
                .hasMessageContaining("SubjectMerged");
    }

    @Test
    void newerSchemaVersion_isOfANewerVersion() {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.put(headers, RecordHeaders.SCHEMA_VERSION, "2");

        assertThatThrownBy(() -> SubjectRecord.read(
                        headers, bytes("{'kind':'SubjectDeleted','deleted_at':'2026-01-01T00:00:00Z'}")))
                .isInstanceOf(UnsupportedRecordException.class);
    }

    @Test
    void unknownFields_areIgnored() {
        assertThat(SubjectRecord.read(
                        bytes("{'kind':'SubjectDeleted','deleted_at':'2026-01-01T00:00:00Z','why':'asked'}")))
                .isInstanceOf(SubjectRecord.SubjectDeleted.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "no slash", "%zz/subject"})
    void keyThatIsNone_isInvalid(String key) {
        assertThatThrownBy(() -> SubjectKey.parse(key)).isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void keyOfANameThatNoClientMayUse_isInvalid() {
        for (String key :
                List.of("/", "acme/", "/a\0b", "/a\nb", "a%00b/c", "/" + "a".repeat(257), "b".repeat(257) + "/a")) {
            assertThatThrownBy(() -> SubjectKey.parse(key)).as(key).isInstanceOf(InvalidRecordException.class);
        }
        assertThat(SubjectKey.parse("/" + "😀".repeat(256)).subject()).hasSize(512);
    }

    /** A body may be nested as deep as is read, and its record is one level deeper. */
    @Test
    void payloadAsDeepAsABodyMayBe_isWrittenAndReadAgain() {
        var payload = Json.tree("{\"a\":".repeat(499) + "1" + "}".repeat(499));
        var recorded = new SubjectRecord.EpisodeRecorded(
                UUID.randomUUID(), "s", "t", payload, payload, payload, null, null, Instant.EPOCH, Instant.EPOCH, null);

        assertThat(SubjectRecord.read(recorded.bytes())).isEqualTo(recorded);
    }
}
