package dev.statewave.compose.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.statewave.compose.local.FreePort;
import dev.statewave.compose.local.LocalPostgres;
import dev.statewave.compose.local.PostgresBinaries;
import dev.statewave.gateway.ApiGateway;
import dev.statewave.schemas.db.Migrations;
import dev.statewave.schemas.json.Json;
import dev.statewave.schemas.settings.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Keys and rate limits of two gateways on one PostgreSQL. What stands behind them only says which tenant and path it was asked about. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EdgeIT {

    private static final String ROOT = "root-key";
    private static final Duration IN_FORCE = Duration.ofSeconds(6);

    private static LocalPostgres postgres;
    private static HttpServer service;
    private static List<ConfigurableApplicationContext> gateways;
    private static Api one;
    private static Api other;

    private final String tenant = "t" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "edge");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        new Migrations(DatabaseUrl.parse(postgres.url())).run();
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", EdgeIT::echo);
        service.start();
        gateways = Stream.of(0, 1).map(i -> gateway()).toList();
        one = api(gateways.get(0));
        other = api(gateways.get(1));
    }

    @AfterAll
    static void stop() {
        gateways.forEach(ConfigurableApplicationContext::close);
        service.stop(0);
        postgres.close();
    }

    @Test
    @Order(1)
    void key_isIssuedUsedAndListedWithoutItsSecret() throws Exception {
        JsonNode key = issue("'read','write'", "");
        String secret = key.path("key").asString();

        assertThat(secret).startsWith("swk_" + key.path("id").asString() + "_");
        assertThat(other.get("/v1/echo", "X-API-Key", secret).status()).isEqualTo(200);
        assertThat(other.get("/v1/echo", "Authorization", "Bearer " + secret).status()).isEqualTo(200);
        assertThat(other.get("/v1/echo?api_key=" + secret).status()).isEqualTo(200);
        assertThat(other.get("/v1/echo", "X-API-Key", ROOT).status()).isEqualTo(200);
        assertThat(other.get("/v1/echo", "X-API-Key", secret.substring(0, secret.length() - 4) + "AAAA").at("/error/code").asString())
                .isEqualTo("invalid_api_key");
        assertThat(other.get("/v1/echo").at("/error/code").asString()).isEqualTo("missing_api_key");
        var listed = other.get("/admin/keys?tenant_id=" + tenant, "X-API-Key", ROOT);
        assertThat(listed.at("/total").asInt()).isOne();
        assertThat(listed.at("/keys/0/name").asString()).isEqualTo("mine");
        assertThat(listed.body().toString()).doesNotContain(secret.substring(18)).doesNotContain("\"key\":");
        assertThat(other.get("/admin/keys/" + key.path("id").asString(), "X-API-Key", ROOT).at("/scopes").toString())
                .isEqualTo("[\"read\",\"write\"]");
        assertThat(other.get("/admin/keys/nobody", "X-API-Key", ROOT).at("/error/code").asString()).isEqualTo("not_found");
    }

    @Test
    @Order(1)
    void wrongRequest_isToldAllThatIsWrong() throws Exception {
        var answer = one.post("/admin/keys", "{'name':'','scopes':['read','all'],'rpm':0,'expires_at':'soon'}", "X-API-Key", ROOT);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.at("/error/details").valueStream().map(detail -> detail.path("type").asString() + detail.path("loc")))
                .containsExactlyInAnyOrder("string_too_short[\"body\",\"name\"]", "literal_error[\"body\",\"scopes\",1]",
                        "greater_than_equal[\"body\",\"rpm\"]", "datetime_from_date_parsing[\"body\",\"expires_at\"]");
        assertThat(one.post("/admin/keys", "{'name':'a','scopes':[]}", "X-API-Key", ROOT).at("/error/details/0/type").asString())
                .isEqualTo("too_short");
        assertThat(one.get("/admin/keys?limit=0", "X-API-Key", ROOT).status()).isEqualTo(422);
        assertThat(one.send("PUT", "/admin/keys", "{}", "X-API-Key", ROOT).headers().allValues("Allow").toString()).contains("GET", "POST");
    }

    @Test
    @Order(1)
    void scopes_areApart() throws Exception {
        String reads = issue("'read'", "").path("key").asString();
        String writes = issue("'write'", "").path("key").asString();
        String administers = issue("'admin'", "").path("key").asString();

        assertThat(one.post("/v1/echo", "{}", "X-API-Key", reads).at("/error/code").asString()).isEqualTo("insufficient_scope");
        assertThat(one.get("/admin/keys", "X-API-Key", reads).status()).isEqualTo(403);
        assertThat(one.post("/v1/echo", "{}", "X-API-Key", writes).status()).isEqualTo(200);
        assertThat(one.get("/v1/echo", "X-API-Key", writes).status()).isEqualTo(403);
        assertThat(one.get("/v1/echo", "X-API-Key", administers).status()).isEqualTo(403);
        assertThat(one.get("/admin/keys", "X-API-Key", administers).status()).isEqualTo(200);
    }

    @Test
    @Order(1)
    void boundKey_staysInItsTenant() throws Exception {
        JsonNode foreign = one.post("/admin/keys", "{'name':'theirs','scopes':['read'],'tenant_id':'globex'}", "X-API-Key", ROOT).body();
        String key = issue("'read','admin'", "").path("key").asString();

        assertThat(one.get("/v1/echo", "X-API-Key", key).at("/tenant").asString()).isEqualTo(tenant);
        assertThat(one.get("/v1/echo", "X-API-Key", key, "X-Tenant-ID", tenant).at("/tenant").asString()).isEqualTo(tenant);
        for (String header : new String[] {"X-Tenant-ID", "x-statewave-tenant-id"}) {
            assertThat(one.get("/v1/echo", "X-API-Key", key, header, "globex").at("/error/code").asString()).isEqualTo("tenant_mismatch");
        }
        assertThat(one.get("/admin/keys", "X-API-Key", key).at("/total").asInt()).isOne();
        assertThat(one.get("/admin/keys?tenant_id=globex", "X-API-Key", key).at("/error/code").asString()).isEqualTo("tenant_mismatch");
        assertThat(one.get("/admin/keys/" + foreign.path("id").asString(), "X-API-Key", key).status()).isEqualTo(404);
        assertThat(one.delete("/admin/keys/" + foreign.path("id").asString(), "X-API-Key", key).status()).isEqualTo(404);
        assertThat(one.post("/admin/keys/" + foreign.path("id").asString() + "/rotate", "", "X-API-Key", key).status()).isEqualTo(404);
        assertThat(one.post("/admin/keys", "{'name':'a','scopes':['read'],'tenant_id':'globex'}", "X-API-Key", key).status()).isEqualTo(403);
        assertThat(one.post("/admin/keys", "{'name':'a','scopes':['read']}", "X-API-Key", key).at("/tenant_id").asString()).isEqualTo(tenant);
        assertThat(one.get("/ops/migrations", "X-API-Key", key).at("/error/code").asString()).isEqualTo("tenant_mismatch");
    }

    @Test
    @Order(1)
    void rotatedKey_goesOnForItsGrace() throws Exception {
        JsonNode key = issue("'read'", "");
        String path = "/admin/keys/" + key.path("id").asString();
        String first = key.path("key").asString();
        assertThat(other.get("/v1/echo", "X-API-Key", first).status()).isEqualTo(200);

        String second = one.post(path + "/rotate", "{'grace_seconds':3600}", "X-API-Key", ROOT).at("/key").asString();
        assertThat(second).isNotEqualTo(first);
        assertThat(one.get("/v1/echo", "X-API-Key", first).status()).isEqualTo(200);
        assertThat(one.get("/v1/echo", "X-API-Key", second).status()).isEqualTo(200);
        await().atMost(IN_FORCE).until(() -> other.get("/v1/echo", "X-API-Key", second).status() == 200);

        String third = one.post(path + "/rotate", "", "X-API-Key", ROOT).at("/key").asString();
        assertThat(one.get("/v1/echo", "X-API-Key", third).status()).isEqualTo(200);
        assertThat(one.get("/v1/echo", "X-API-Key", first).status()).isEqualTo(403);
        assertThat(one.get("/v1/echo", "X-API-Key", second).status()).isEqualTo(403);
        await().atMost(IN_FORCE).until(() -> other.get("/v1/echo", "X-API-Key", second).status() == 403);
    }

    @Test
    @Order(1)
    void revokedKey_isRefusedEverywhereWithinSeconds() throws Exception {
        JsonNode key = issue("'read'", "");
        String path = "/admin/keys/" + key.path("id").asString();
        String secret = key.path("key").asString();
        assertThat(other.get("/v1/echo", "X-API-Key", secret).status()).isEqualTo(200);

        var revoked = one.delete(path, "X-API-Key", ROOT);
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(revoked.at("/revoked_at").asString()).isNotEmpty();
        assertThat(one.get("/v1/echo", "X-API-Key", secret).at("/error/code").asString()).isEqualTo("invalid_api_key");
        await().atMost(IN_FORCE).until(() -> other.get("/v1/echo", "X-API-Key", secret).status() == 403);
        assertThat(one.delete(path, "X-API-Key", ROOT).body()).isEqualTo(revoked.body());
        assertThat(one.post(path + "/rotate", "", "X-API-Key", ROOT).at("/error/code").asString()).isEqualTo("conflict");
    }

    @Test
    @Order(1)
    void gateways_shareOneBudget() throws Exception {
        String secret = issue("'read'", ",'rpm':40").path("key").asString();
        // All of it has to fall into one minute of the clock.
        await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().atOffset(ZoneOffset.UTC).getSecond() < 45);
        int passed = 0;
        Api.Answer refused = null;
        for (int i = 0; i < 150; i++) {
            var answer = (i % 2 == 0 ? one : other).get("/v1/echo", "X-API-Key", secret);
            if (answer.status() == 200) {
                passed++;
            } else {
                refused = answer;
            }
        }

        assertThat(passed).isEqualTo(40);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.at("/error/message").asString()).isEqualTo("Rate limit exceeded. Max 40 requests per minute.");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 60);
    }

    @Test
    @Order(2)
    void withoutTheDatabase_keysInUseGoOnAndRequestsPass() throws Exception {
        String used = issue("'read'", ",'rpm':1").path("key").asString();
        String unused = issue("'read'", "").path("key").asString();
        assertThat(one.get("/v1/echo", "X-API-Key", used).status()).isEqualTo(200);

        postgres.crash();
        await().atMost(Duration.ofSeconds(90)).until(() -> one.get("/v1/echo", "X-API-Key", used).status() == 200);
        assertThat(one.get("/v1/echo", "X-API-Key", ROOT).status()).isEqualTo(200);
        var unchecked = one.get("/v1/echo", "X-API-Key", unused);
        assertThat(unchecked.status()).isEqualTo(503);
        assertThat(unchecked.headers().firstValue("Retry-After")).isPresent();
        assertThat(one.get("/admin/keys", "X-API-Key", ROOT).at("/error/code").asString()).isEqualTo("database_unavailable");
        assertThat(new String(one.get("/metrics", "X-API-Key", ROOT).raw())).containsPattern("statewave_rate_limit_store_errors_total [1-9]");

        postgres.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> one.get("/v1/echo", "X-API-Key", unused).status() == 200);
    }

    private JsonNode issue(String scopes, String more) throws Exception {
        var answer = one.post("/admin/keys", "{'name':'mine','scopes':[" + scopes + "],'tenant_id':'" + tenant + "'" + more + "}", "X-API-Key", ROOT);
        assertThat(answer.status()).isEqualTo(201);
        return answer.body();
    }

    private static ConfigurableApplicationContext gateway() {
        String url = "http://127.0.0.1:" + service.getAddress().getPort();
        return ApiGateway.application().run("--server.port=0", "--server.address=127.0.0.1", "--statewave.database-url=" + postgres.url(),
                "--statewave.api-key=" + ROOT, "--statewave.ingest-url=" + url, "--statewave.context-url=" + url, "--spring.jmx.enabled=false",
                "--spring.main.register-shutdown-hook=false");
    }

    private static Api api(ConfigurableApplicationContext gateway) {
        return new Api("http://127.0.0.1:" + gateway.getEnvironment().getRequiredProperty("local.server.port"));
    }

    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = Json.bytes(Json.object().put("path", exchange.getRequestURI().toString())
                .put("tenant", exchange.getRequestHeaders().getFirst("X-Tenant-ID")));
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
