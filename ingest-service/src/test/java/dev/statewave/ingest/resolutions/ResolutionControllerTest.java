package dev.statewave.ingest.resolutions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionRecorded;
import dev.statewave.ingest.redaction.RedactionPolicies;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class ResolutionControllerTest {

    private static final String RESOLVED = """
            {"subject_id":"user:1","session_id":"s-1","status":"resolved","resolution_summary":"refunded"}""";

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client = FakeWriteSide.client(
            new ResolutionController(side.subjectLog, RedactionPolicies.of(false), side.reads, side.clock));

    @Test
    void persistedResolution_isAnsweredAsItIsStored() {
        UUID id = UUID.randomUUID();
        side.persist();
        side.database.row(Map.of(
                "id",
                id,
                "status",
                "resolved",
                "metadata",
                "{}",
                "created_at",
                Instant.EPOCH,
                "updated_at",
                FakeWriteSide.NOW));

        post(RESOLVED)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(id.toString())
                .jsonPath("$.created_at")
                .isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void resolutionThatIsNotPersistedInTime_isAcceptedAndSaysSo() {
        post(RESOLVED)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false")
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("resolved")
                .jsonPath("$.resolution_summary")
                .isEqualTo("refunded")
                .jsonPath("$.resolved_at")
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(side.appended()).singleElement().isInstanceOf(ResolutionRecorded.class);
    }

    @Test
    void sessionWithoutAStatus_isOpenAndNotResolved() {
        post("{\"subject_id\":\"user:1\",\"session_id\":\"s-1\"}")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("open")
                .jsonPath("$.resolved_at")
                .isEmpty();
    }

    @Test
    void unknownStatus_isRefused() {
        post("{\"subject_id\":\"user:1\",\"session_id\":\"s-1\",\"status\":\"done\"}")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("validation_error")
                .jsonPath("$.error.details[0].msg")
                .isEqualTo("Input should be 'open', 'resolved' or 'unresolved'");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post(RESOLVED));
    }

    private WebTestClient.RequestHeadersSpec<?> post(String body) {
        return client.post()
                .uri("/v1/resolutions")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body);
    }
}
