package dev.statewave.ingest.templates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.ingest.episodes.EpisodeRecorders;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class TemplateControllerTest {

    private static final String APPLY = "/v1/memory-templates/account-onboarding/apply";
    private static final String FILLED = """
            {"subject_id":"user:1","values":{"account":"Acme","goals":"Grow {plan}"}}""";

    private final FakeWriteSide side = new FakeWriteSide();
    private final WebTestClient client;

    TemplateControllerTest() throws IOException {
        client = FakeWriteSide.client(new TemplateController(new MemoryTemplates(), EpisodeRecorders.of(side)));
    }

    @Test
    void templates_areListedAndReadByTheirId() {
        client.get()
                .uri("/v1/memory-templates")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.templates[0].id")
                .isEqualTo("account-onboarding");
        client.get()
                .uri("/v1/memory-templates/account-onboarding")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.episode_type")
                .isEqualTo("account.onboarding");
    }

    @Test
    void unknownTemplate_isNotFound() {
        client.get()
                .uri("/v1/memory-templates/none")
                .exchange()
                .expectStatus()
                .isNotFound()
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("not_found");
        post("/v1/memory-templates/none/apply", FILLED)
                .exchange()
                .expectStatus()
                .isNotFound();
    }

    @Test
    void filledTemplate_isRecordedAsAnEpisode() {
        side.persist();

        post(APPLY, FILLED)
                .exchange()
                .expectStatus()
                .isCreated()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("account.onboarding")
                .jsonPath("$.payload.fields.goals")
                .isEqualTo("Grow {plan}")
                .jsonPath("$.metadata.template.id")
                .isEqualTo("account-onboarding");
        assertThat(side.appended()).singleElement().isInstanceOfSatisfying(EpisodeRecorded.class, episode -> assertThat(
                        episode.payload().path("content").stringValue())
                .contains("Onboarding of account Acme.")
                .contains("Goals: Grow {plan}"));
    }

    @Test
    void episodeThatIsNotPersistedInTime_isAcceptedAndSaysSo() {
        post(APPLY, FILLED)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void missingAndUnknownValues_areRefusedTogether() {
        post(APPLY, "{\"subject_id\":\"user:1\",\"values\":{\"account\":\"Acme\",\"colour\":\"red\"}}")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.details[0].type")
                .isEqualTo("extra_forbidden")
                .jsonPath("$.error.details[1].type")
                .isEqualTo("missing")
                .jsonPath("$.error.details[1].loc[2]")
                .isEqualTo("goals");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post(APPLY, FILLED));
    }

    private WebTestClient.RequestHeadersSpec<?> post(String path, String body) {
        return client.post().uri(path).contentType(MediaType.APPLICATION_JSON).bodyValue(body);
    }
}
