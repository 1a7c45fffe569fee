package dev.statewave.ingest.episodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class EpisodeControllerTest {

    private static final String EPISODE = """
            {"subject_id":"user:1","source":"chat","type":"message","payload":{"text":"hi"}}""";
    private static final String KEYED = """
            {"subject_id":"user:1","source":"chat","type":"message","payload":{"text":"hi"},"idempotency_key":"k-1"}""";

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client = FakeWriteSide.client(new EpisodeController(EpisodeRecorders.of(side)));

    @Test
    void persistedEpisode_isCreated() {
        side.persist();

        post("/v1/episodes", EPISODE)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.subject_id")
                .isEqualTo("user:1")
                .jsonPath("$.payload.text")
                .isEqualTo("hi")
                .jsonPath("$.occurred_at")
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(side.key()).isEqualTo("acme/user:1");
        assertThat(side.appended()).singleElement().isInstanceOf(EpisodeRecorded.class);
    }

    @Test
    void episodeThatIsNotPersistedInTime_isAcceptedAndSaysSo() {
        post("/v1/episodes", EPISODE)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false")
                .expectBody()
                .jsonPath("$.id")
                .isNotEmpty();
    }

    @Test
    void callerThatPrefersNotToWait_isAnsweredBeforeTheEpisodeIsPersisted() {
        side.persist();

        post("/v1/episodes", EPISODE)
                .header("Prefer", "respond-async")
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void repeatOfAKey_isAnsweredWithTheStoredEpisode() {
        side.persist();
        side.database.row(storedAt(7));

        post("/v1/episodes", KEYED)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.payload.text")
                .isEqualTo("the first one");
    }

    @Test
    void firstUseOfAKey_isCreated() {
        side.persist();
        side.database.row(storedAt(0));

        post("/v1/episodes", KEYED).exchange().expectStatus().isCreated();
    }

    @Test
    void keyedEpisodeThatCannotBeReadBack_isAcceptedAndNotSaidToBeNew() {
        side.persist();
        side.database.fail(new R2dbcTransientResourceException("away"));

        post("/v1/episodes", KEYED)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void invalidEpisode_isRefusedWithAllThatIsWrong() {
        post("/v1/episodes", "{\"subject_id\":\"\",\"source\":7,\"type\":\"t\",\"payload\":{}}")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("validation_error")
                .jsonPath("$.error.details.length()")
                .isEqualTo(2)
                .jsonPath("$.error.details[0].loc[1]")
                .isEqualTo("subject_id")
                .jsonPath("$.error.request_id")
                .isNotEmpty();
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void missingBody_isRefused() {
        client.post()
                .uri("/v1/episodes")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].type")
                .isEqualTo("missing");
    }

    @Test
    void oversizedEpisode_isRefused() {
        post("/v1/episodes", EPISODE.replace("hi", "x".repeat(2 * 1024 * 1024)))
                .exchange()
                .expectStatus()
                .isEqualTo(413)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("payload_too_large");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post("/v1/episodes", EPISODE));
    }

    @Test
    void unconfirmedEpisode_isAnsweredWithItsKey() {
        side.leaveUnconfirmed();

        post("/v1/episodes", KEYED)
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("write_unconfirmed")
                .jsonPath("$.error.details.idempotency_keys[0]")
                .isEqualTo("k-1")
                .jsonPath("$.error.details.episode_ids[0]")
                .isEqualTo(id().toString());
    }

    @Test
    void persistedBatch_isCreated() {
        side.persist();

        post("/v1/episodes/batch", "{\"episodes\":[%s,%s]}".formatted(EPISODE, EPISODE))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody()
                .jsonPath("$.episodes_created")
                .isEqualTo(2)
                .jsonPath("$.episodes.length()")
                .isEqualTo(2);
        assertThat(side.appended()).hasSize(2);
    }

    @Test
    void batchThatIsNotPersistedInTime_isAcceptedAndSaysSo() {
        post("/v1/episodes/batch", "{\"episodes\":[%s,%s]}".formatted(EPISODE, EPISODE))
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void batchWithOneInvalidEpisode_isRefusedAsAWhole() {
        post("/v1/episodes/batch", "{\"episodes\":[%s,{}]}".formatted(EPISODE))
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].loc[2]")
                .isEqualTo(1);
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailuresOfABatch_areToldApart() {
        side.assertKafkaFailuresAreTold(
                () -> post("/v1/episodes/batch", "{\"episodes\":[%s,%s]}".formatted(KEYED, EPISODE)));
    }

    private WebTestClient.RequestHeadersSpec<?> post(String path, String body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .header(Headers.TENANT, "acme")
                .bodyValue(body);
    }

    private static UUID id() {
        return SubjectKey.of("acme", "user:1").episodeId("k-1");
    }

    private static Map<String, Object> storedAt(long offset) {
        var columns = new HashMap<String, Object>();
        columns.put("id", id());
        columns.put("subject_id", "user:1");
        columns.put("source", "chat");
        columns.put("type", "message");
        columns.put("payload", "{\"text\":\"the first one\"}");
        columns.put("metadata", "{}");
        columns.put("provenance", "{}");
        columns.put("created_at", Instant.EPOCH);
        columns.put("occurred_at", Instant.EPOCH);
        columns.put("log_partition", 0);
        columns.put("log_offset", offset);
        return columns;
    }
}
