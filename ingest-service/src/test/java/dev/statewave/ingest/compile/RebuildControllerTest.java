package dev.statewave.ingest.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class RebuildControllerTest {

    private static final String PATH = "/admin/subjects/user:1/rebuild";

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client = FakeWriteSide.client(new RebuildController(side.subjectLog, side.clock));

    @Test
    void rebuild_isAcceptedAsAJob() {
        side.persist();

        post(PATH, "{\"tenant_id\":\"acme\"}")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("pending")
                .jsonPath("$.subject_id")
                .isEqualTo("user:1");
        assertThat(side.appended()).singleElement().isInstanceOf(RebuildRequested.class);
        assertThat(side.key()).isEqualTo("acme/user:1");
    }

    @Test
    void rebuildThatIsNotPersistedInTime_saysSo() {
        client.post()
                .uri(PATH)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void twoTenants_areRefused() {
        client.post()
                .uri(PATH)
                .contentType(MediaType.APPLICATION_JSON)
                .header(Headers.TENANT, "other")
                .bodyValue("{\"tenant_id\":\"acme\"}")
                .exchange()
                .expectStatus()
                .isForbidden()
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("tenant_mismatch");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void otherPath_isNotFound() {
        post("/admin/subjects/user:1/other", "{}").exchange().expectStatus().isNotFound();
        post("/admin/subjects/rebuild", "{}").exchange().expectStatus().isNotFound();
    }

    @Test
    void subjectWithControlCharacters_isRefused() {
        post("/admin/subjects/a%0Ab/rebuild", "{}")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("validation_error");
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post(PATH, "{}"));
    }

    private WebTestClient.RequestHeadersSpec<?> post(String path, String body) {
        return client.post()
                .uri(URI.create(path))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body);
    }
}
