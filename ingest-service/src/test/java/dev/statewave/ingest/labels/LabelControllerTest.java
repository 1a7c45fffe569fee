package dev.statewave.ingest.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class LabelControllerTest {

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000007");
    private static final String LABELS = "{\"sensitivity_labels\":[\" PII \",\"pii\",\"health\"]}";

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client = FakeWriteSide.client(
            new LabelController(side.subjectLog, new LabelledMemoryRepository(side.reads), side.policies, side.clock));

    @Test
    void persistedLabels_areAnsweredWithTheMemory() {
        side.persist();
        side.database.row(memory());

        patch(ID.toString(), LABELS)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.sensitivity_labels")
                .isEqualTo(List.of("pii", "health"))
                .jsonPath("$.updated_at")
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(side.appended()).containsExactly(new LabelsSet(ID, List.of("pii", "health"), FakeWriteSide.NOW));
        assertThat(side.key()).isEqualTo("acme/user:1");
    }

    @Test
    void labelsThatAreNotPersistedInTime_areAcceptedAndSaidSo() {
        side.database.row(memory());

        patch(ID.toString(), LABELS)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void unknownMemory_isNotFound() {
        patch(ID.toString(), LABELS)
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("not_found");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void idThatIsNoUuid_isRefused() {
        patch("7", LABELS)
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].type")
                .isEqualTo("uuid_parsing");
    }

    @Test
    void moreThan32Labels_areRefused() {
        String many = IntStream.range(0, 33).mapToObj(i -> "\"l" + i + "\"").collect(Collectors.joining(","));

        patch(ID.toString(), "{\"sensitivity_labels\":[%s]}".formatted(many))
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].type")
                .isEqualTo("too_long");
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.database.row(memory());

        side.assertKafkaFailuresAreTold(() -> patch(ID.toString(), LABELS));
    }

    private WebTestClient.RequestHeadersSpec<?> patch(String id, String body) {
        return client.patch()
                .uri("/v1/memories/{id}/labels", id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body);
    }

    private static HashMap<String, Object> memory() {
        var columns = new HashMap<String, Object>();
        columns.put("tenant_id", "acme");
        columns.put("id", ID);
        columns.put("subject_id", "user:1");
        columns.put("kind", "fact");
        columns.put("content", "Lives in Oslo.");
        columns.put("summary", "Oslo");
        columns.put("confidence", 0.9);
        columns.put("valid_from", Instant.EPOCH);
        columns.put("source_episode_ids", new UUID[0]);
        columns.put("metadata", "{}");
        columns.put("status", "active");
        columns.put("sensitivity_labels", new String[] {"old"});
        columns.put("created_at", Instant.EPOCH);
        columns.put("updated_at", Instant.EPOCH);
        return columns;
    }
}
