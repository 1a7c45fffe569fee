package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Endpoints of tenants: each event to each of them at least once, signed, whatever the receivers do. */
class WebhookEndpointsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String HEADER = "X-Tenant-ID";
    private static final String BASE = "/v1/webhook-endpoints";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "hooks-" + run;
    private final EndpointReceiver receiver = new EndpointReceiver();
    private final EndpointReceiver other = new EndpointReceiver();
    private final List<String> created = new ArrayList<>();

    @AfterEach
    void deleteEndpoints() throws Exception {
        for (String id : created) {
            api.delete(BASE + "/" + id, HEADER, tenant);
        }
        receiver.close();
        other.close();
    }

    @Test
    void delivery_isSignedByEverySecretThatIsValid_andAttemptsAreKept() throws Exception {
        var endpoint = create(receiver, "'headers':{'X-Own':'pass'}");
        String first = endpoint.path("secret").asString();
        assertThat(first).startsWith("whsec_");
        String id = endpoint.path("id").asString();

        String episode = record("ada");

        await().atMost(SOON).until(() -> receiver.heard().size() == 1);
        var heard = receiver.heard().getFirst();
        assertThat(heard.event()).isEqualTo("episode.created");
        assertThat(heard.episode()).isEqualTo(episode);
        assertThat(heard.header()).isEqualTo("pass");
        assertThat(Long.parseLong(heard.timestamp()))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
        assertThat(StandardWebhook.verifies(first, heard)).isTrue();
        assertThat(StandardWebhook.verifies(TestSystem.SECRET, heard)).isFalse();

        String second = rotate(id, "{'overlap_hours':1}");
        record("ada");
        await().atMost(SOON).until(() -> receiver.heard().size() == 2);
        assertThat(StandardWebhook.verifies(first, receiver.heard().get(1))).isTrue();
        assertThat(StandardWebhook.verifies(second, receiver.heard().get(1))).isTrue();

        String pair = rotate(id, "{'overlap_hours':0,'secret_type':'ed25519'}");
        assertThat(pair).startsWith("whpk_");
        record("ada");
        await().atMost(SOON).until(() -> receiver.heard().size() == 3);
        assertThat(StandardWebhook.verifies(pair, receiver.heard().get(2))).isTrue();
        assertThat(StandardWebhook.verifies(second, receiver.heard().get(2))).isFalse();

        var shown = get("/" + id);
        assertThat(shown.body().toString()).doesNotContain(first.substring(6), second.substring(6), "whsk_", "pass");
        assertThat(shown.at("/secrets/0/public_key").asString()).isEqualTo(pair);
        await().atMost(SOON)
                .until(() -> get("/" + id + "/attempts").at("/attempts").size() == 3);
        var attempt = get("/" + id + "/attempts").at("/attempts/2");
        assertThat(attempt.path("outcome").asString()).isEqualTo("delivered");
        assertThat(attempt.at("/request/headers/webhook-id").asString()).isEqualTo(heard.id());
        assertThat(attempt.at("/request/headers/X-Own").asString()).isEqualTo("***");
        assertThat(attempt.at("/response/body").asString()).isEqualTo("status 200");
        var page =
                get("/" + id + "/deliveries?limit=2&status=delivered&event_type=episode.created&subject_id=ada-" + run);
        assertThat(page.at("/deliveries")).hasSize(2);
        var rest = get("/" + id + "/deliveries?limit=2&cursor="
                + page.at("/next_cursor").asString());
        assertThat(rest.at("/deliveries")).hasSize(1);
        assertThat(rest.at("/next_cursor").isNull()).isTrue();
        var one = get("/" + id + "/deliveries/" + rest.at("/deliveries/0/id").asString());
        assertThat(one.at("/body/data/id").asString()).isEqualTo(episode);
    }

    @Test
    void failure_isTriedAgain_thenGivenUp_told_andReplayed() throws Exception {
        var endpoint = create(receiver, "'event_types':['episode.created']");
        String id = endpoint.path("id").asString();
        create(other, "'event_types':['endpoint.failing','message.exhausted']");
        receiver.answer(503);

        String episode = record("bob");

        await().atMost(SOON)
                .until(() -> get("/" + id + "/deliveries?status=dead_letter")
                                .at("/deliveries")
                                .size()
                        == 1);
        assertThat(receiver.heard()).hasSize(5);
        assertThat(receiver.heard())
                .extracting(EndpointReceiver.Heard::id)
                .containsOnly(receiver.heard().getFirst().id());
        await().atMost(SOON).untilAsserted(() -> assertThat(other.heard())
                .extracting(EndpointReceiver.Heard::event)
                .contains("endpoint.failing", "message.exhausted"));
        var record = get("/" + id);
        assertThat(record.at("/notices/0/event").asString()).isEqualTo("message.exhausted");
        assertThat(record.at("/failing_since").isNull()).isFalse();

        receiver.answer(200);
        var counted = replay(id, "{'dry_run':true}");
        assertThat(counted.at("/replayed").asInt()).isEqualTo(1);
        assertThat(replay(id, "{'since':'2100-01-01T00:00:00Z'}")
                        .at("/replayed")
                        .asInt())
                .isZero();
        assertThat(receiver.taken()).isEmpty();
        assertThat(replay(id, "{}").at("/replayed").asInt()).isEqualTo(1);

        await().atMost(SOON).until(() -> receiver.taken().size() == 1);
        assertThat(receiver.taken().getFirst().episode()).isEqualTo(episode);
        assertThat(receiver.taken().getFirst().id())
                .isEqualTo(receiver.heard().getFirst().id());
        await().atMost(SOON).until(() -> get("/" + id).at("/failing_since").isNull());
        String delivery = get("/" + id + "/deliveries").at("/deliveries/0/id").asString();
        assertThat(replay(id, "{'delivery_ids':['%s']}".formatted(delivery))
                        .at("/replayed")
                        .asInt())
                .isEqualTo(1);
        await().atMost(SOON).until(() -> receiver.taken().size() == 2);
        assertThat(api.get("/admin/audit?action=webhook_endpoint.replay&tenant_id=" + tenant)
                        .at("/entries"))
                .hasSize(2);
    }

    @Test
    void receiverThatMoved_isNotFollowed_andOneThatIsGone_isDisabled() throws Exception {
        var endpoint = create(receiver, "'event_types':['episode.created']");
        String id = endpoint.path("id").asString();
        create(other, "'event_types':['endpoint.disabled']");
        receiver.answer(exchange -> {
            exchange.getResponseHeaders().add("Location", other.url());
            return 301;
        });
        record("cleo");
        await().atMost(SOON)
                .until(() -> get("/" + id + "/deliveries?status=dead_letter")
                                .at("/deliveries/0/http_status")
                                .asInt(0)
                        == 301);
        assertThat(other.heard()).isEmpty();

        receiver.answer(410);
        record("cleo");
        await().atMost(SOON).until(() -> !get("/" + id).at("/enabled").asBoolean());
        assertThat(get("/" + id).at("/disabled_reason").asString()).isEqualTo("gone");
        await().atMost(SOON).untilAsserted(() -> assertThat(other.heard())
                .extracting(EndpointReceiver.Heard::event)
                .containsExactly("endpoint.disabled"));

        receiver.answer(200);
        var witness = new EndpointReceiver();
        create(witness, "'event_types':['episode.created']");
        String missed = record("cleo");
        // What one endpoint has heard was stored for all that were enabled then.
        await().atMost(SOON).untilAsserted(() -> assertThat(witness.heard())
                .extracting(EndpointReceiver.Heard::episode)
                .containsExactly(missed));
        witness.close();
        patch(id, "{'enabled':true}");
        String after = record("cleo");
        await().atMost(SOON).until(() -> !receiver.taken().isEmpty());
        assertThat(receiver.taken()).extracting(EndpointReceiver.Heard::episode).containsExactly(after);
    }

    @Test
    void paused_keepsEvents_andATestIsAnsweredAllTheSame() throws Exception {
        String id = create(
                        receiver, "'paused':true,'event_types':['episode.created'],'filters':{'subject_prefix':'dora'}")
                .path("id")
                .asString();
        record("other");
        String episode = record("dora");
        await().atMost(SOON)
                .until(() -> get("/" + id + "/deliveries?status=pending")
                                .at("/deliveries")
                                .size()
                        == 1);

        var result = api.post(BASE + "/" + id + "/test", "", HEADER, tenant);
        assertThat(result.at("/status").asString()).isEqualTo("delivered");
        assertThat(result.at("/http_status").asInt()).isEqualTo(200);
        receiver.answer(500);
        result = api.post(BASE + "/" + id + "/test", "", HEADER, tenant);
        assertThat(result.at("/status").asString()).isEqualTo("dead_letter");
        assertThat(result.at("/error").asString()).startsWith("HTTP 500");
        receiver.answer(200);

        patch(id, "{'paused':false}");
        await().atMost(SOON).untilAsserted(() -> assertThat(receiver.taken())
                .extracting(EndpointReceiver.Heard::event)
                .containsExactly("webhook.test", "episode.created"));
        assertThat(receiver.taken().getLast().episode()).isEqualTo(episode);
    }

    @Test
    void inOrder_aLaterEventOfASubjectWaits_whileOneThatHangsDelaysNobody() throws Exception {
        create(receiver, "'ordering':'fifo','event_types':['episode.created']");
        var hanging = new EndpointReceiver();
        hanging.answer(exchange -> {
            sleep(20_000);
            return 200;
        });
        create(hanging, "");
        var calls = new AtomicInteger();
        receiver.answer(exchange -> calls.incrementAndGet() % 3 == 0 ? 503 : 200);
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        for (int i = 0; i < 8; i++) {
            first.add(record("eve"));
            second.add(record("fay"));
        }

        await().atMost(SOON).until(() -> receiver.taken().size() >= 16);
        hanging.close();

        var taken = receiver.taken().stream()
                .map(EndpointReceiver.Heard::episode)
                .distinct()
                .toList();
        assertThat(taken.stream().filter(first::contains)).containsExactlyElementsOf(first);
        assertThat(taken.stream().filter(second::contains)).containsExactlyElementsOf(second);
    }

    @Test
    void receiverThatFailsAThird_hearsEverything() throws Exception {
        create(receiver, "'event_types':['episode.created'],'rate':50");
        var calls = new AtomicInteger();
        receiver.answer(exchange -> calls.incrementAndGet() % 3 == 0 ? 500 : 200);
        var episodes = new HashSet<String>();
        for (int i = 0; i < 30; i++) {
            episodes.add(record("gus" + i % 5));
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(receiver.taken())
                .extracting(EndpointReceiver.Heard::episode)
                .containsAll(episodes));
    }

    @Test
    void privateTarget_isRefusedWhereNothingAllowsIt() throws Exception {
        for (String host : List.of("127.0.0.2", "[::1]", "0.0.0.0", "2130706434", "[::ffff:127.0.0.2]")) {
            String url = receiver.url().replace("127.0.0.1", host);
            String id = created("'url':'%s'".formatted(url)).path("id").asString();

            var result = api.post(BASE + "/" + id + "/test", "", HEADER, tenant);

            assertThat(result.at("/status").asString()).as(host).isEqualTo("dead_letter");
            assertThat(result.at("/error").asString()).as(host).contains("does not have a public address");
        }
        assertThat(receiver.heard()).isEmpty();
    }

    @Test
    void endpoint_belongsToItsTenant() throws Exception {
        String id = create(receiver, "").path("id").asString();

        for (String path : List.of("", "/deliveries", "/attempts", "/deliveries/" + UUID.randomUUID())) {
            assertThat(api.get(BASE + "/" + id + path, HEADER, "else-" + run).status())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(api.send("PATCH", BASE + "/" + id, "{}", HEADER, "else-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(api.delete(BASE + "/" + id, HEADER, "else-" + run).status()).isEqualTo(404);
        assertThat(api.post(BASE + "/" + id + "/test", "", HEADER, "else-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(api.post(BASE + "/" + id + "/replay", "", HEADER, "else-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(api.get(BASE, HEADER, "else-" + run).at("/endpoints")).isEmpty();
        assertThat(api.get("/admin/webhook-endpoints?tenant_id=" + tenant)
                        .at("/endpoints/0/id")
                        .asString())
                .isEqualTo(id);
        api.post("/v1/episodes", episode("hal"), HEADER, "else-" + run);
        String mine = record("hal");
        await().atMost(SOON).until(() -> !receiver.heard().isEmpty());
        assertThat(receiver.heard())
                .extracting(EndpointReceiver.Heard::episode)
                .contains(mine)
                .hasSize(1);
    }

    @Test
    void receiverOfTheSettings_isShownAndCannotBeChanged() throws Exception {
        String id = new UUID(0, 0).toString();
        await().atMost(SOON)
                .until(() -> api.get("/admin/webhook-endpoints/" + id).status() == 200);
        var shown = api.get("/admin/webhook-endpoints/" + id);
        assertThat(shown.at("/url").asString()).isEqualTo(system.receiver().url());
        assertThat(shown.at("/read_only").asBoolean()).isTrue();
        assertThat(api.send("PATCH", "/admin/webhook-endpoints/" + id, "{\"paused\":true}")
                        .status())
                .isEqualTo(409);
        assertThat(api.delete("/admin/webhook-endpoints/" + id).status()).isEqualTo(409);
        assertThat(api.post("/admin/webhook-endpoints/" + id + "/test", "").status())
                .isEqualTo(409);
    }

    @Test
    void wrongRecord_isRefusedWithItsReason() throws Exception {
        for (String fields : List.of(
                "",
                "'url':'ftp://x/'",
                "'url':'http:///x'",
                "'url':'http://u:p@x/'",
                "'url':'http://x/ y'",
                "'url':'http://x/','headers':{'Host':'x'}",
                "'url':'http://x/','headers':{'webhook-id':'x'}",
                "'url':'http://x/','headers':{'X':'a\\nb'}",
                "'url':'http://x/','headers':{'X':1}",
                "'url':'http://x/','event_types':['nonsense']",
                "'url':'http://x/','ordering':'lifo'",
                "'url':'http://x/','rate':0",
                "'url':'http://x/','secret':'whsec_c2hvcnQ='",
                "'url':'http://x/','filters':{'label':'x'}",
                "'url':'http://x/','nonsense':1")) {
            var answer = api.post(BASE, "{%s}".formatted(fields), HEADER, tenant);

            assertThat(answer.status()).as(fields).isEqualTo(422);
        }
        assertThat(api.get(BASE, HEADER, tenant).at("/endpoints")).isEmpty();
        String id = create(receiver, "").path("id").asString();
        assertThat(api.send("PATCH", BASE + "/" + id, "{\"expected_version\":7}", HEADER, tenant)
                        .status())
                .isEqualTo(409);
    }

    private JsonNode create(EndpointReceiver at, String more) throws Exception {
        return created("'url':'%s'%s".formatted(at.url(), more.isEmpty() ? "" : "," + more));
    }

    private JsonNode created(String fields) throws Exception {
        var answer = api.post(BASE, "{%s}".formatted(fields), HEADER, tenant);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        created.add(answer.at("/id").asString());
        return answer.body();
    }

    private void patch(String id, String body) throws Exception {
        assertThat(api.send("PATCH", BASE + "/" + id, body.replace('\'', '"'), HEADER, tenant)
                        .status())
                .isEqualTo(200);
    }

    private String rotate(String id, String body) throws Exception {
        var answer = api.post(BASE + "/" + id + "/secret/rotate", body, HEADER, tenant);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.at("/secret").asString();
    }

    private Api.Answer replay(String id, String body) throws Exception {
        var answer = api.post(BASE + "/" + id + "/replay", body, HEADER, tenant);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private Api.Answer get(String path) throws Exception {
        var answer = api.get(BASE + path, HEADER, tenant);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer;
    }

    private String record(String subject) throws Exception {
        var answer = api.post("/v1/episodes", episode(subject), HEADER, tenant);
        assertThat(answer.status()).isBetween(201, 202);
        return answer.at("/id").asString();
    }

    private String episode(String subject) {
        return "{'subject_id':'%s-%s','source':'s','type':'t','payload':{'text':'hello'}}".formatted(subject, run);
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
