package dev.statewave.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.gateway.RunningGateway;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the gateway refuses by itself. */
class GatewayErrorsTest {

    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = new RunningGateway("--statewave.max-body-bytes=100000");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void addressThatIsNone_wearsTheEnvelope() throws Exception {
        String answer = gateway.raw(
                "GET /v1/subjects/%zz/health HTTP/1.1\r\nHost: x\r\nX-Request-ID: mine\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .containsIgnoringCase("x-request-id: mine")
                .contains("{\"error\":{\"code\":\"bad_request\","
                        + "\"message\":\"The address is not percent-encoded correctly.\",\"details\":null,"
                        + "\"request_id\":\"mine\"}}");
    }

    @Test
    void addressThatIsNone_leavesTheConnectionToTheNextRequest() throws Exception {
        String answers = gateway.raw("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /v1/subjects HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 400").contains("HTTP/1.1 200");
    }

    @Test
    void wrongMethod_isToldTheRightOnes() throws Exception {
        var answer = gateway.send("PUT", "/v1/episodes", BodyPublishers.ofString("{}"));
        var subject = gateway.get("/v1/subjects/a%2Fb/c");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("method_not_allowed");
        assertThat(answer.body().at("/error/message").asString()).isEqualTo("Method Not Allowed");
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(subject.header("Allow")).isEqualTo("DELETE");
        assertThat(gateway.get("/v1/subjects/a%2Fb/c/health").status()).isEqualTo(200);
    }

    @Test
    void unknownPath_isNotFound() throws Exception {
        var answer = gateway.get("/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().path("error").propertyNames())
                .containsExactly("code", "message", "details", "request_id");
        assertThat(answer.code()).isEqualTo("route_not_found");
        assertThat(answer.body().at("/error/message").asString()).isEqualTo("Not Found");
        assertThat(answer.body().at("/error/request_id").asString()).isEqualTo(answer.header("X-Request-ID"));
    }

    @Test
    void bodyThatSaysItIsTooLarge_isRefused() throws Exception {
        var answer = gateway.send("POST", "/v1/episodes", BodyPublishers.ofByteArray(new byte[30_000_000]));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("payload_too_large");
        assertThat(gateway.send("POST", "/v1/episodes", BodyPublishers.ofByteArray(new byte[100_000]))
                        .body()
                        .path("length")
                        .asInt())
                .isEqualTo(100_000);
    }

    @Test
    void bodyThatTurnsOutTooLarge_isRefused() throws Exception {
        var answer = gateway.send("POST", "/v1/episodes", chunked(3_000_000));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("payload_too_large");
        assertThat(gateway.send("POST", "/v1/episodes", chunked(100_000))
                        .body()
                        .path("length")
                        .asInt())
                .isEqualTo(100_000);
    }

    @Test
    void breakersAndTimeouts_areMetrics() throws Exception {
        String metrics = gateway.raw("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        for (String service : List.of("ingest-service", "context-service")) {
            assertThat(metrics)
                    .contains(
                            "resilience4j_circuitbreaker_state{name=\"" + service + "\"",
                            "statewave_upstream_timeouts_total{upstream=\"" + service);
        }
        assertThat(metrics).contains("statewave_requests_in_flight", "statewave_requests_refused_total");
    }

    @Test
    void keyWhereAccessIsOpen_wouldProtectNothing() throws Exception {
        var answer =
                gateway.send("POST", "/admin/keys", BodyPublishers.ofString("{\"name\":\"a\",\"scopes\":[\"read\"]}"));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("conflict");
        assertThat(answer.body().at("/error/message").asString()).contains("STATEWAVE_API_KEY");
        assertThat(gateway.get("/admin/keys").status()).isEqualTo(409);
    }

    private static java.net.http.HttpRequest.BodyPublisher chunked(int length) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]));
    }
}
