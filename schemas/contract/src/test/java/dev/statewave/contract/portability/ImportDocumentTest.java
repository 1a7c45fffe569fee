package dev.statewave.contract.portability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ImportDocumentTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.000006Z");
    private static final SubjectKey KEY = SubjectKey.of("acme", "user:1");

    private final ImportedEpisode episode = new ImportedEpisode(
            KEY.episodeId("k"),
            "s",
            "t",
            Json.tree("{\"text\":\"a \\u0000 😀 \\u2028\",\"n\":1.50,\"big\":12345678901234567890}"),
            Json.object(),
            Json.object().put("from", "x"),
            "s1",
            "k",
            THEN.minusSeconds(9),
            90,
            THEN,
            THEN);
    private final ImportedMemory memory = new ImportedMemory(
            UUID.randomUUID(),
            "custom",
            "c",
            "s",
            0.5,
            THEN,
            null,
            "superseded",
            UUID.randomUUID(),
            List.of(episode.id()),
            Json.object().put("a", 1),
            List.of("pii"),
            List.of(),
            true,
            THEN,
            THEN,
            THEN);
    private final ImportedResolution resolution =
            new ImportedResolution(UUID.randomUUID(), "s1", "open", "sum", Json.object(), null, THEN, THEN);

    private ObjectNode document() {
        byte[] bytes = new ExportDocument("user:1", "acme", THEN)
                .write(List.of(() -> episode), List.of(() -> memory), List.of(() -> resolution));
        return (ObjectNode) Json.tree(bytes);
    }

    private static ImportDocument read(ObjectNode document) {
        FieldReader fields = FieldReader.body(document);
        ImportDocument read = ImportDocument.read(fields);
        fields.check();
        return read;
    }

    private static ObjectNode sealed(ObjectNode document) {
        var content = Json.object();
        content.set("episodes", document.path("episodes"));
        content.set("memories", document.path("memories"));
        return document.put("checksum", ContentChecksum.of(content));
    }

    @Test
    void document_comesBackAsItWas() {
        ImportDocument read = read(document());

        assertThat(read.subject()).isEqualTo("user:1");
        assertThat(read.tenant()).isEqualTo("acme");
        assertThat(read.contents())
                .isEqualTo(new SubjectContents(List.of(episode), List.of(memory), List.of(resolution)));
    }

    @Test
    void anyChange_isNoticed() {
        ObjectNode changed = document();
        ((ObjectNode) changed.path("episodes").get(0).path("payload")).put("n", 1.51);
        assertRefused(changed, "checksum");

        ObjectNode cut = document();
        cut.putArray("memories");
        assertRefused(cut, "checksum");

        ObjectNode resolved = document();
        ((ObjectNode) resolved.path("resolutions").get(0)).put("status", "resolved");
        assertRefused(resolved, "resolutions_checksum");

        ObjectNode without = document();
        without.remove("checksum");
        assertRefused(without, "checksum");

        assertRefused(document().put("format_version", "2.0"), "format_version");
        assertRefused(document().put("format_version", 1), "format_version");
    }

    @Test
    void idThatStandsThereTwice_isRefused() {
        ObjectNode document = document();
        var episodes = (tools.jackson.databind.node.ArrayNode) document.path("episodes");
        episodes.add(episodes.get(0));

        assertRefused(sealed(document), "twice");
    }

    private static void assertRefused(ObjectNode document, String why) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.status())
                        .isEqualTo(400))
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":{\"a\":\"\\u0000\"}}",
                "{\"metadata\":{\"\\u0000\":1}}",
                "{\"metadata\":{\"a\":[1e999999]}}",
                "{\"metadata\":{\"a\":1e-999999}}",
                "{\"metadata\":[]}",
                "{\"content\":\"\\u0000\"}",
                "{\"content\":\"\\ud800\"}",
                "{\"content\":null}",
                "{\"kind\":\"\"}",
                "{\"kind\":\"passage\"}",
                "{\"status\":\"odd\"}",
                "{\"confidence\":2}",
                "{\"confidence\":\"NaN\"}",
                "{\"valid_from\":null}",
                "{\"valid_from\":\"10000-01-01\"}",
                "{\"source_episode_ids\":[\"x\"]}",
                "{\"source_episode_ids\":{}}",
                "{\"superseded_by\":7}",
                "{\"sensitivity_labels\":[1]}",
                "{\"id\":\"1-1-1-1-1\"}"
            })
    void memoryThatTheDatabaseWouldRefuse_isRefused(String change) {
        ObjectNode document = document();
        ((ObjectNode) document.path("memories").get(0)).setAll((ObjectNode) Json.tree(change));

        assertThatThrownBy(() -> read(sealed(document)))
                .isInstanceOfSatisfying(ApiException.class, refused -> assertThat(refused.status())
                        .isBetween(400, 422));
    }

    @Test
    void claimThatNoIndexTakes_isRefused() {
        ObjectNode document = document();
        ((ObjectNode) document.path("memories").get(0))
                .set("metadata", Json.object().set("claim", Json.object().put("value", "😀".repeat(200))));

        assertRefused(sealed(document), "claim");
    }

    @Test
    void documentsOfOtherServers_areReadWithWhatTheyHave() {
        ObjectNode document = document();
        document.remove(List.of("resolutions", "resolutions_checksum", "tenant_id"));
        ((ObjectNode) document.path("episodes").get(0))
                .remove(List.of("session_id", "occurred_at", "occurred_offset", "idempotency_key", "last_compiled_at"));
        ((ObjectNode) document.path("memories").get(0))
                .remove(List.of("sensitivity_labels", "suggested_labels", "superseded_by", "retired_at"))
                .putArray("embedding")
                .add(0.5);

        ImportDocument read = read(sealed(document));

        assertThat(read.tenant()).isNull();
        assertThat(read.contents().episodes().getFirst().occurredAt()).isEqualTo(THEN);
        assertThat(read.contents().episodes().getFirst().compiledAt()).isEqualTo(THEN);
        assertThat(read.contents().memories().getFirst().sensitivityLabels()).isEmpty();
    }

    @Test
    void episodesWithoutMemories_areToBeCompiled() {
        ObjectNode document = document();
        document.putArray("memories");

        assertThat(read(sealed(document)).contents().episodes().getFirst().compiledAt())
                .isNull();
    }

    @Test
    void newIds_keepWhatBelongsTogether_andGiveUpTheIdempotencyKey() {
        SubjectContents other = read(document()).contents().withNewIds();

        assertThat(other.episodes().getFirst().id()).isNotEqualTo(episode.id());
        assertThat(other.episodes().getFirst().idempotencyKey()).isNull();
        assertThat(other.memories().getFirst().sourceEpisodeIds())
                .containsExactly(other.episodes().getFirst().id());
        assertThat(other.memories().getFirst().supersededBy()).isEqualTo(memory.supersededBy());
    }

    @Test
    void idempotencyKey_staysWhereARepeatWouldFindIt() {
        SubjectContents contents = read(document()).contents();

        assertThat(contents.forSubject(KEY).episodes().getFirst().idempotencyKey())
                .isEqualTo("k");
        assertThat(contents.forSubject(SubjectKey.of(null, "user:1"))
                        .episodes()
                        .getFirst()
                        .idempotencyKey())
                .isNull();
    }
}
