package dev.statewave.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.gateway.RunningGateway;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bounds and keys of a gateway whose database is away. */
class LimitedGatewayTest {

    private static final String KEY = "swk_abcdefghijkl_" + "a".repeat(43);

    @Test
    void requestThatFindsNoRoom_isToldAtOnce() throws Exception {
        try (var gateway = new RunningGateway("--statewave.max-requests-in-flight=2")) {
            List<CompletableFuture<RunningGateway.Answer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> gateway.getLater("/v1/slow"))
                    .toList();

            var refused = answers.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.status() != 200)
                    .toList();
            assertThat(refused).hasSize(6).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("overloaded");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.body().at("/error/request_id").asString()).isEqualTo(answer.header("X-Request-ID"));
            });
            assertThat(gateway.get("/v1/fast").status()).isEqualTo(200);
        }
    }

    @Test
    void requestThatFindsNoConnection_isToldInTime() throws Exception {
        try (var gateway = new RunningGateway(
                "--spring.cloud.gateway.server.webflux.httpclient.pool.max-connections=1",
                "--spring.cloud.gateway.server.webflux.httpclient.pool.acquire-timeout=300")) {
            List<CompletableFuture<RunningGateway.Answer>> answers = IntStream.range(0, 6)
                    .mapToObj(i -> gateway.getLater("/v1/slow"))
                    .toList();

            var refused = answers.stream()
                    .map(CompletableFuture::join)
                    .filter(answer -> answer.status() != 200)
                    .toList();
            assertThat(refused).hasSize(5).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.code()).isEqualTo("overloaded");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
            });
        }
    }

    @Test
    void addressPastItsBudget_isToldWhenToComeBack() throws Exception {
        try (var gateway = new RunningGateway(
                "--statewave.rate-limit-rpm=3", "--statewave.rate-limit-strategy=memory", "--statewave.api-key=k")) {
            assertThat(gateway.get("/v1/a", "X-API-Key", "wrong").status()).isEqualTo(403);
            assertThat(gateway.get("/v1/a", "X-API-Key", "k").status()).isEqualTo(200);
            assertThat(gateway.get("/v1/version").status()).isEqualTo(200);

            var refused = gateway.get("/v1/a", "X-API-Key", "k");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("rate_limited");
            assertThat(refused.body().at("/error/message").asString())
                    .isEqualTo("Rate limit exceeded. Max 3 requests per minute.");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(55, 60);
            assertThat(gateway.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void metrics_needAKey() throws Exception {
        try (var gateway = new RunningGateway("--statewave.api-key=k")) {
            assertThat(gateway.raw("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void addressThatTriesKeys_isRefusedBeforeTheyAreLookedUp() throws Exception {
        try (var gateway = new RunningGateway(
                "--statewave.rate-limit-rpm=2",
                "--statewave.rate-limit-strategy=memory",
                "--statewave.issued-keys=true")) {
            String guessed = "swk_%012d_" + "a".repeat(43);
            for (int i = 0; i < 2; i++) {
                assertThat(gateway.get("/v1/a", "X-API-Key", guessed.formatted(i))
                                .code())
                        .isEqualTo("database_unavailable");
            }
            for (int i = 2; i < 20; i++) {
                assertThat(gateway.get("/v1/a", "X-API-Key", guessed.formatted(i))
                                .status())
                        .isEqualTo(429);
            }
            assertThat(gateway.get("/v1/a").status()).isEqualTo(429);
            assertThat(gateway.get("/healthz").status()).isEqualTo(200);
        }
    }

    @Test
    void tenants_haveBudgetsOfTheirOwn() throws Exception {
        try (var gateway =
                new RunningGateway("--statewave.rate-limit-tenant-rpm=1", "--statewave.rate-limit-strategy=memory")) {
            assertThat(gateway.get("/v1/a", "X-Tenant-ID", "a").status()).isEqualTo(200);
            assertThat(gateway.get("/v1/a", "X-Tenant-ID", "a").status()).isEqualTo(429);
            assertThat(gateway.get("/v1/a", "x-statewave-tenant-id", "b")
                            .body()
                            .path("tenant")
                            .asString())
                    .isEqualTo("b");
            assertThat(gateway.get("/v1/a", "X-Tenant-ID", "x".repeat(257)).code())
                    .isEqualTo("invalid_tenant");
            assertThat(gateway.get("/v1/a").status()).isEqualTo(200);
        }
    }

    @Test
    void storeThatIsAway_letsPassAndSaysSo() throws Exception {
        try (var gateway = new RunningGateway("--statewave.rate-limit-rpm=1")) {
            for (int i = 0; i < 5; i++) {
                assertThat(gateway.get("/v1/a").status()).isEqualTo(200);
            }
            assertThat(gateway.raw("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .contains("statewave_rate_limit_store_errors_total 6.0");
        }
    }

    @Test
    void keys_areAskedForAndCannotAllBeChecked() throws Exception {
        try (var gateway = new RunningGateway("--statewave.issued-keys=true")) {
            assertThat(gateway.get("/v1/a").code()).isEqualTo("missing_api_key");
            assertThat(gateway.get("/v1/a", "Authorization", "Bearer nonsense").code())
                    .isEqualTo("invalid_api_key");
            var unchecked = gateway.get("/v1/a?api_key=" + KEY);
            assertThat(unchecked.status()).isEqualTo(503);
            assertThat(unchecked.code()).isEqualTo("database_unavailable");
            assertThat(unchecked.header("Retry-After")).isNotNull();
            assertThat(gateway.get("/healthz").status()).isEqualTo(200);
        }
    }
}
