package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.Deployable;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The edge with keys and limits: gateways of their own before the shared services. They end with the process: one that
 * is closed takes the event loops with it, which all applications of a process share.
 */
class EdgeIT {

    private static final String OPERATOR = "operator-key";

    private final TestSystem system = TestSystem.get();
    private final List<ConfigurableApplicationContext> gateways = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void issuedKey_isGoodForItsScopesAndItsTenant() throws Exception {
        Api api = gateway("--statewave.api-key=" + OPERATOR);
        var reader = issue(api, "{'name':'reader','scopes':['read'],'tenant_id':'t-%s'}".formatted(run));
        var writer = issue(api, "{'name':'writer','scopes':['write','read'],'tenant_id':'t-%s'}".formatted(run));
        String episode = "{'subject_id':'s','source':'x','type':'y','payload':{'text':'I use vim'}}";

        assertThat(api.post("/v1/episodes", episode).at("/error/code").asString())
                .isEqualTo("missing_api_key");
        assertThat(api.post("/v1/episodes", episode, "X-API-Key", "wrong")
                        .at("/error/code")
                        .asString())
                .isEqualTo("invalid_api_key");
        assertThat(api.post("/v1/episodes", episode, "X-API-Key", reader.key())
                        .at("/error/code")
                        .asString())
                .isEqualTo("insufficient_scope");
        assertThat(api.post("/v1/episodes", episode, "X-API-Key", writer.key()).status())
                .isEqualTo(201);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE tenant_id = ?", "t-" + run))
                .isOne();
        assertThat(api.get("/v1/timeline?subject_id=s", "Authorization", "Bearer " + reader.key())
                        .at("/episodes")
                        .size())
                .isOne();
        assertThat(api.post("/v1/context", "{'subject_id':'s','task':'t'}", "X-API-Key", reader.key())
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/v1/timeline?subject_id=s", "X-API-Key", reader.key(), "X-Tenant-ID", "other")
                        .at("/error/code")
                        .asString())
                .isEqualTo("tenant_mismatch");
        assertThat(api.get("/admin/keys", "X-API-Key", writer.key())
                        .at("/error/code")
                        .asString())
                .isEqualTo("insufficient_scope");
        assertThat(api.get("/healthz").status()).isEqualTo(200);
        assertThat(api.get("/v1/version").status()).isEqualTo(200);
    }

    @Test
    void secret_isToldOnceAndKeptAsAHash() throws Exception {
        Api api = gateway("--statewave.api-key=" + OPERATOR);
        var key = issue(api, "{'name':'n','scopes':['read']}");

        assertThat(api.get("/admin/keys/" + key.id(), "X-API-Key", OPERATOR)
                        .body()
                        .toString())
                .doesNotContain(secret(key));
        assertThat(system.count(
                        "SELECT count(*) FROM api_keys WHERE id = ? AND api_keys::text LIKE ?",
                        key.id(),
                        "%" + secret(key) + "%"))
                .isZero();
        assertThat(api.get("/admin/keys/none", "X-API-Key", OPERATOR).status()).isEqualTo(404);
        assertThat(api.post("/admin/keys", "{'name':'','scopes':['root']}", "X-API-Key", OPERATOR)
                        .at("/error/details")
                        .valueStream()
                        .map(error -> error.path("type").asString()))
                .containsExactly("string_too_short", "literal_error");
    }

    @Test
    void rotation_letsTheFormerSecretGoOnForItsGrace() throws Exception {
        Api api = gateway("--statewave.api-key=" + OPERATOR);
        Api replica = gateway("--statewave.api-key=" + OPERATOR);
        var key = issue(api, "{'name':'n','scopes':['read']}");
        assertThat(status(replica, key.key())).isEqualTo(200);

        var graceful = api.post("/admin/keys/" + key.id() + "/rotate", "{'grace_seconds':600}", "X-API-Key", OPERATOR)
                .at("/key")
                .asString();
        assertThat(status(api, graceful)).isEqualTo(200);
        assertThat(status(api, key.key())).isEqualTo(200);
        var hard = api.post("/admin/keys/" + key.id() + "/rotate", "", "X-API-Key", OPERATOR)
                .at("/key")
                .asString();
        assertThat(status(api, hard)).isEqualTo(200);
        assertThat(status(api, graceful)).isEqualTo(403);

        assertThat(api.delete("/admin/keys/" + key.id(), "X-API-Key", OPERATOR)
                        .at("/revoked_at")
                        .isNull())
                .isFalse();
        assertThat(status(api, hard)).isEqualTo(403);
        await().atMost(Duration.ofSeconds(7)).until(() -> status(replica, hard) == 403);
        assertThat(api.post("/admin/keys/" + key.id() + "/rotate", "", "X-API-Key", OPERATOR)
                        .status())
                .isEqualTo(409);
    }

    @Test
    void administratorOfATenant_managesThatTenantsKeysOnly() throws Exception {
        Api api = gateway("--statewave.api-key=" + OPERATOR);
        var foreign = issue(api, "{'name':'foreign','scopes':['read'],'tenant_id':'other-%s'}".formatted(run));
        var admin = issue(api, "{'name':'admin','scopes':['admin'],'tenant_id':'mine-%s'}".formatted(run));

        var own = api.post("/admin/keys", "{'name':'own','scopes':['read']}", "X-API-Key", admin.key());
        assertThat(own.at("/tenant_id").asString()).isEqualTo("mine-" + run);
        assertThat(api.post(
                                "/admin/keys",
                                "{'name':'x','scopes':['read'],'tenant_id':'other'}",
                                "X-API-Key",
                                admin.key())
                        .at("/error/code")
                        .asString())
                .isEqualTo("tenant_mismatch");
        assertThat(api.get("/admin/keys?tenant_id=other-" + run, "X-API-Key", admin.key())
                        .at("/error/code")
                        .asString())
                .isEqualTo("tenant_mismatch");
        assertThat(api.get("/admin/keys", "X-API-Key", admin.key()).at("/total").asInt())
                .isEqualTo(2);
        assertThat(api.get("/admin/keys/" + foreign.id(), "X-API-Key", admin.key())
                        .status())
                .isEqualTo(404);
        assertThat(api.delete("/admin/keys/" + foreign.id(), "X-API-Key", admin.key())
                        .status())
                .isEqualTo(404);
        assertThat(api.post("/admin/subjects/s/rebuild", "{'tenant_id':'other'}", "X-API-Key", admin.key())
                        .at("/error/code")
                        .asString())
                .isEqualTo("tenant_mismatch");
    }

    @Test
    void openSystem_issuesNoKeysThatItWouldIgnore() throws Exception {
        var refused = gateway().post("/admin/keys", "{'name':'n','scopes':['read']}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("/error/message").asString()).contains("STATEWAVE_API_KEY");
    }

    @Test
    void twoGateways_shareOneBudget_andWriteLittle() throws Exception {
        List<Api> replicas = List.of(limited(), limited());
        var key = issue(replicas.getFirst(), "{'name':'n','scopes':['read'],'rpm':100}");
        // In the middle of a window, so that all requests fall into one.
        while (Instant.now().getEpochSecond() % 60 > 45) {
            Thread.sleep(500);
        }
        var calls = new ArrayList<Callable<Api.Answer>>();
        for (int i = 0; i < 300; i++) {
            Api replica = replicas.get(i % 2);
            calls.add(() -> replica.get("/v1/memory-templates", "X-API-Key", key.key()));
        }
        var answers = new ArrayList<Api.Answer>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        }

        long passed = answers.stream().filter(answer -> answer.status() == 200).count();
        assertThat(passed).isBetween(80L, 100L);
        var refused = answers.stream()
                .filter(answer -> answer.status() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.at("/error/code").asString()).isEqualTo("rate_limited");
        assertThat(refused.at("/error/message").asString())
                .isEqualTo("Rate limit exceeded. Max 100 requests per minute.");
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(replicas.getFirst().get("/healthz").status()).isEqualTo(200);
    }

    @Test
    void limitOfAnAddress_holdsInMemory() throws Exception {
        Api api = gateway("--statewave.rate-limit-rpm=3", "--statewave.rate-limit-strategy=memory");

        for (int i = 0; i < 3; i++) {
            assertThat(api.get("/v1/version").status()).isEqualTo(200);
        }
        assertThat(api.get("/v1/version").status()).isEqualTo(429);
        assertThat(api.get("/readyz").status()).isNotEqualTo(429);
    }

    @Test
    void storeThatIsAway_letsRequestsPassAndSaysSo() throws Exception {
        Api api = gateway("--statewave.rate-limit-rpm=1", "--statewave.database-url=postgresql://x:x@127.0.0.1:1/x");

        for (int i = 0; i < 3; i++) {
            assertThat(api.get("/v1/memory-templates").status()).isEqualTo(200);
        }
        assertThat(new String(api.get("/metrics").raw(), StandardCharsets.UTF_8))
                .containsPattern("statewave_rate_limit_store_errors_total [3-9]");
    }

    @Test
    void wrongMethodAndUnknownPath_areToldApart() throws Exception {
        Api api = gateway();

        var wrong = api.send("PUT", "/v1/episodes", "{}");
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("POST");
        assertThat(wrong.at("/error/message").asString()).isEqualTo("Method Not Allowed");
        assertThat(api.get("/v1/nothing").at("/error/message").asString()).isEqualTo("Not Found");
        assertThat(api.get("/v1/nothing").status()).isEqualTo(404);
    }

    @Test
    void bodyThatIsCalledAForm_isReadAsTheJsonThatItIs() throws Exception {
        String body = "{'subject_id':'form-%s','source':'x','type':'y','payload':{}}".formatted(run);

        assertThat(system.api()
                        .post("/v1/episodes", body, "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(201);
        assertThat(system.api()
                        .post("/v1/episodes", body, "Content-Type", "text/plain")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void tooLargeBody_isRefusedAnnouncedOrNot() throws Exception {
        Api api = gateway("--statewave.max-body-bytes=2000");
        String large = "{'subject_id':'s','source':'x','type':'y','payload':{'text':'" + "x".repeat(3_000) + "'}}";

        assertThat(api.post("/v1/episodes", large).at("/error/code").asString()).isEqualTo("payload_too_large");
        int port = gateways.getFirst().getEnvironment().getProperty("local.server.port", Integer.class);
        String chunked = "POST /v1/episodes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n";
        assertThat(raw(port, chunked)).startsWith("HTTP/1.1 413").contains("payload_too_large");
        assertThat(raw(port, "GET /v1/subjects/%zz/health HTTP/1.1\r\nHost: x\r\nX-Request-ID: abc\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("\"code\":\"bad_request\"")
                .contains("\"request_id\":\"abc\"");
    }

    @Test
    void moreRequestsThanThereIsRoomFor_areRefusedAtOnce() throws Exception {
        Api api = gateway("--statewave.max-requests-in-flight=1");
        var calls = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 40; i++) {
            String body = "{'subject_id':'%s','source':'x','type':'y','payload':{}}".formatted(run);
            calls.add(() -> {
                var answer = api.post("/v1/episodes", body);
                assertThat(answer.status() == 201
                                || answer.headers().firstValue("Retry-After").isPresent())
                        .isTrue();
                return answer.status();
            });
        }
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newFixedThreadPool(20)) {
            for (var status : threads.invokeAll(calls)) {
                statuses.add(status.get());
            }
        }
        assertThat(statuses).contains(201, 503).containsOnly(201, 503);
    }

    private Api limited() {
        return gateway("--statewave.api-key=" + OPERATOR, "--statewave.rate-limit-tenant-rpm=100000");
    }

    private Api gateway(String... settings) {
        var all = new ArrayList<>(List.of(settings));
        system.behindAnotherGateway().stream()
                .filter(one ->
                        List.of(settings).stream().noneMatch(other -> other.startsWith(one.replaceFirst("=.*", "="))))
                .forEach(all::add);
        var gateway = Deployable.API_GATEWAY.application().run(all.toArray(String[]::new));
        gateways.add(gateway);
        return new Api("http://127.0.0.1:" + gateway.getEnvironment().getProperty("local.server.port"));
    }

    private record Issued(String id, String key) {}

    private static Issued issue(Api api, String body) throws Exception {
        var issued = api.post("/admin/keys", body, "X-API-Key", OPERATOR);
        assertThat(issued.status()).as(issued.body().toString()).isEqualTo(201);
        return new Issued(issued.at("/id").asString(), issued.at("/key").asString());
    }

    private static String secret(Issued key) {
        return key.key().substring(("swk_" + key.id() + "_").length());
    }

    private static int status(Api api, String key) throws Exception {
        return api.get("/v1/memory-templates", "X-API-Key", key).status();
    }

    private static String raw(int port, String request) throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            var answer = new ByteArrayOutputStream();
            byte[] part = new byte[8_192];
            // Up to the end of the JSON: whether the connection is kept is the server's business.
            for (int n;
                    !answer.toString(StandardCharsets.UTF_8).endsWith("}}")
                            && (n = socket.getInputStream().read(part)) > 0; ) {
                answer.write(part, 0, n);
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }
}
