package dev.statewave.ingest.subjects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;

class SubjectControllerTest {

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client =
            FakeWriteSide.client(new SubjectController(new SubjectDeletions(side.subjectLog, side.reads, side.clock)));

    @Test
    void persistedDeletion_isAnsweredWithWhatItErased() {
        side.persist();
        side.database.row(Map.of("episodes_deleted", 3L, "memories_deleted", 2L));

        delete("/v1/subjects/user:1")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.subject_id")
                .isEqualTo("user:1")
                .jsonPath("$.episodes_deleted")
                .isEqualTo(3)
                .jsonPath("$.memories_deleted")
                .isEqualTo(2);
        assertThat(side.appended()).containsExactly(new SubjectDeleted(FakeWriteSide.NOW));
    }

    @Test
    void deletionThatIsNotPersistedInTime_isAcceptedAndSaysSo() {
        delete("/v1/subjects/user:1")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false")
                .expectBody()
                .jsonPath("$.episodes_deleted")
                .isEqualTo(0);
    }

    @Test
    void subjectWithSlashes_isReadFromTheRawPath() {
        delete("/v1/subjects/org/a%2Fb").exchange().expectStatus().isAccepted();

        assertThat(side.key()).isEqualTo("acme/org/a/b");
    }

    @Test
    void subjectWithControlCharacters_isRefused() {
        delete("/v1/subjects/a%0Ab")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].loc[0]")
                .isEqualTo("path");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> delete("/v1/subjects/user:1"));
    }

    private WebTestClient.RequestHeadersSpec<?> delete(String path) {
        return client.delete().uri(URI.create(path)).header(Headers.TENANT, "acme");
    }
}
