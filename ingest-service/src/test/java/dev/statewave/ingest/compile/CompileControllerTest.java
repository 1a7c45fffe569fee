package dev.statewave.ingest.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.ingest.subjectlog.FakeWriteSide;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class CompileControllerTest {

    private static final String SYNC = "{\"subject_id\":\"user:1\"}";
    private static final String ASYNC = "{\"subject_id\":\"user:1\",\"async\":true}";

    private final FakeWriteSide side = new FakeWriteSide();
    private final CompileResults results = new CompileResults(side.kafka, side.deadLetters, side.metrics, tail -> true);
    private final WebTestClient client = FakeWriteSide.client(new CompileController(
            side.subjectLog,
            results,
            new ReportedMemoryRepository(side.reads),
            side.policies,
            side.settings,
            side.clock));

    @AfterEach
    void noCallIsLeftWaiting() {
        await().untilAsserted(() -> assertThat(results.waiting()).isZero());
    }

    @Test
    void asyncCompile_isAcceptedAsAJob() {
        side.persist();

        post(ASYNC)
                .exchange()
                .expectStatus()
                .isAccepted()
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("pending")
                .jsonPath("$.job_id")
                .isEqualTo(requested().jobId());
        assertThat(requested().mode()).isEqualTo("async");
    }

    @Test
    void asyncCompileThatIsNotPersistedInTime_saysSo() {
        post(ASYNC).exchange().expectStatus().isAccepted().expectHeader().valueEquals(Headers.PERSISTED, "false");
    }

    @Test
    void syncCompile_isAnsweredWithItsResult() {
        side.persist();
        answer(jobId -> new CompileResult(jobId, "completed", 0, 3, null));

        post(SYNC)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("succeeded")
                .jsonPath("$.has_more")
                .isEqualTo(true)
                .jsonPath("$.remaining_episodes")
                .isEqualTo(3)
                .jsonPath("$.memories.length()")
                .isEqualTo(0);
    }

    @Test
    void failedCompile_isAnsweredWithItsReason() {
        side.persist();
        answer(jobId -> new CompileResult(jobId, "failed", 0, 0, "too deep"));

        post(SYNC)
                .exchange()
                .expectStatus()
                .isEqualTo(500)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("compile_failed")
                .jsonPath("$.error.message")
                .value(String.class, message -> assertThat(message).endsWith("failed: too deep"));
    }

    @Test
    void compileWithoutAResult_timesOutWithItsJob() {
        side.persist();

        post(SYNC)
                .exchange()
                .expectStatus()
                .isEqualTo(504)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("compile_timeout")
                .jsonPath("$.error.message")
                .value(String.class, message -> assertThat(message)
                        .contains(requested().jobId()));
    }

    @Test
    void compileThatTheWriterDoesNotReach_isNotWaitedForToTheEnd() {
        post(SYNC)
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("database_unavailable");
    }

    @Test
    void missingSubject_isRefused() {
        post("{}")
                .exchange()
                .expectStatus()
                .isEqualTo(422)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo("validation_error")
                .jsonPath("$.error.details[0].loc[1]")
                .isEqualTo("subject_id");
        assertThat(side.appended()).isEmpty();
    }

    @Test
    void kafkaFailures_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post(SYNC));
    }

    @Test
    void kafkaFailuresOfAnAsyncCompile_areToldApart() {
        side.assertKafkaFailuresAreTold(() -> post(ASYNC));
    }

    private WebTestClient.RequestHeadersSpec<?> post(String body) {
        return client.post()
                .uri("/v1/memories/compile")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body);
    }

    private CompileRequested requested() {
        return (CompileRequested) side.appended().getFirst();
    }

    /** Answers the next compile as a worker does. */
    private void answer(Function<String, CompileResult> result) {
        Thread.startVirtualThread(() -> {
            await().until(() -> !side.appended().isEmpty());
            results.accept(result.apply(requested().jobId()));
        });
    }
}
