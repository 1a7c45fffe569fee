package dev.statewave.harness.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import dev.statewave.local.Statewave;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What operators see of Kafka and of the books, and what they do with roles and groups. */
class OperationsIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "ops-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void groupsAndTopicsAndSlots_areShownAsTheyAre() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode writer = group("statewave-writer");
            assertThat(writer.path("lag").asLong()).isZero();
            assertThat(writer.path("state").asString()).isEqualTo("idle");
            assertThat(writer.path("members").asInt()).isPositive();
            assertThat(writer.path("partitions").size()).isEqualTo(4);
            assertThat(writer.at("/partitions/0/host").asString("")).isNotEmpty();
        });
        assertThat(group("statewave-webhook-deliveries-retry-4").path("role").asString())
                .isEqualTo("delivery-retries-4");
        var topics = api.get("/admin/topics").at("/topics");
        assertThat(topics.valueStream().map(topic -> topic.path("topic").asString()))
                .contains(Topics.SUBJECT_LOG, Topics.ROLES, Topics.EPISODES_DLT);
        assertThat(topics.valueStream()).allSatisfy(topic -> {
            assertThat(topic.path("exists").asBoolean()).isTrue();
            assertThat(topic.path("differences")).as("%s", topic).isEmpty();
        });
        var slots = api.get("/admin/replication-slots").at("/slots");
        assertThat(slots.valueStream()
                        .filter(slot -> slot.path("name").asString().equals("statewave_events")))
                .singleElement()
                .satisfies(slot -> assertThat(slot.path("active").asBoolean()).isTrue());
    }

    @Test
    void pausedRole_stopsReading_andGoesOnWhereItStopped() throws Exception {
        assertThat(api.send("POST", "/admin/roles/nobody/pause", null).status()).isEqualTo(404);
        try {
            var paused = api.send("POST", "/admin/roles/embedder/pause", "{\"reason\": \"a test\"}");
            assertThat(paused.status()).isEqualTo(200);
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode group = group("statewave-embedder");
                assertThat(group.path("state").asString()).isEqualTo("paused");
                assertThat(group.path("members").asInt()).isZero();
            });
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(api.get("/readyz").body().toString()).contains("a test"));
            record("paused", "I live in Lisbon.");
            api.send("POST", "/v1/memories/compile", "{\"subject_id\": \"paused\"}", "X-Tenant-ID", tenant);
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            group("statewave-embedder").path("lag").asLong())
                    .isPositive());
            assertThat(vectors()).isZero();
        } finally {
            assertThat(api.send("POST", "/admin/roles/embedder/resume", null).status())
                    .isEqualTo(200);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(vectors()).isPositive());
        assertThat(api.get("/admin/audit?action=role.pause&limit=1")
                        .at("/entries/0/target")
                        .asString())
                .isEqualTo("embedder");
        erase("paused");
    }

    @Test
    void pausedTenant_writesAndReads_andIsCompiledOnceItIsResumed() throws Exception {
        String other = tenant + "-other";
        String pause = "/admin/tenants/" + tenant + "/pause";
        String resume = "/admin/tenants/" + tenant + "/resume";
        try {
            assertThat(api.send("POST", pause, "{\"roles\": [\"writer\"]}").status())
                    .isEqualTo(422);
            assertThat(api.send("POST", pause, "{\"rolls\": []}").status()).isEqualTo(422);
            var paused = api.send("POST", pause, "{\"roles\": [\"compiler\"], \"reason\": \"a test\"}");
            assertThat(paused.status()).as("%s", paused.body()).isEqualTo(200);
            assertThat(paused.at("/changed/0").asString()).isEqualTo("compiler");
            String since = paused.at("/pauses/0/since").asString();
            // Again: nothing is changed, and no second note made.
            var again = api.send("POST", pause, "{\"roles\": [\"compiler\"]}");
            assertThat(again.at("/changed").size()).isZero();
            assertThat(again.at("/pauses/0/since").asString()).isEqualTo(since);
            assertThat(again.at("/pauses/0/reason").asString()).isEqualTo("a test");
            assertThat(audited("tenant.pause")).isEqualTo(1);
            Thread.sleep(2_000);

            record("rests", "I live in Braga.");
            record(other, "works", "I live in Evora.");
            String job = compileLater("rests");

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(memories(other, "works")).isPositive());
            await().atMost(SOON).untilAsserted(() -> assertThat(api.get("/admin/tenant-pauses?tenant_id=" + tenant)
                            .at("/pauses/0/held")
                            .asInt())
                    .isPositive());
            assertThat(memories(tenant, "rests")).isZero();
            assertThat(api.get("/v1/memories/compile/" + job, "X-Tenant-ID", tenant)
                            .at("/status")
                            .asString())
                    .isEqualTo("pending");
            assertThat(context("rests")).contains("Braga");
            assertThat(ledger().at("/tenants/0/paused/0").asString()).isEqualTo("compiler");
            assertThat(group("statewave-compiler").at("/paused_tenants").valueStream())
                    .anySatisfy(shown ->
                            assertThat(shown.path("tenant_id").asString()).isEqualTo(tenant));
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            group("statewave-compiler").path("lag").asLong())
                    .isZero());
            assertThat(api.get("/admin/doctor").at("/findings").valueStream())
                    .anySatisfy(finding -> assertThat(finding.path("message").asString())
                            .contains(tenant)
                            .contains("a test"));
            assertThat(api.get("/ops/compiles").at("/waiting").valueStream()).anySatisfy(waiting -> {
                assertThat(waiting.path("tenant_id").asString()).isEqualTo(tenant);
                assertThat(waiting.path("paused").asBoolean()).isTrue();
            });

            assertThat(api.send("POST", resume, null).at("/changed/0").asString())
                    .isEqualTo("compiler");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(memories(tenant, "rests")).isPositive());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(api.get("/v1/memories/compile/" + job, "X-Tenant-ID", tenant)
                                    .at("/status")
                                    .asString())
                            .isEqualTo("completed"));
            assertThat(system.count("SELECT count(*) FROM held_records WHERE tenant_id = ?", tenant))
                    .isZero();
            assertThat(api.send("POST", resume, null).at("/changed").size()).isZero();
            assertThat(audited("tenant.resume")).isEqualTo(1);
        } finally {
            api.send("POST", resume, null);
            erase("rests");
            erase(other, "works");
        }
    }

    @Test
    void heldRecord_ofAnErasedSubject_isErased() throws Exception {
        String resume = "/admin/tenants/" + tenant + "/resume";
        try {
            api.send("POST", "/admin/tenants/" + tenant + "/pause", "{\"roles\": [\"embedder\"]}");
            Thread.sleep(2_000);
            record("forgotten", "I live in Tavira.");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            system.count("SELECT count(*) FROM held_records WHERE tenant_id = ?", tenant))
                    .isEqualTo(1));
            assertThat(vectors()).isZero();
            erase("forgotten");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            system.count("SELECT count(*) FROM held_records WHERE tenant_id = ?", tenant))
                    .isZero());
        } finally {
            api.send("POST", resume, null);
        }
    }

    @Test
    void pausedDeliveries_waitForEndpointsAndForTheReceiverOfTheSettings() throws Exception {
        String other = tenant + "-other";
        var received = new AtomicInteger();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            received.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String endpoint = "";
        try {
            var created = api.send(
                    "POST",
                    "/v1/webhook-endpoints",
                    "{\"url\": \"http://127.0.0.1:%d/\", \"event_types\": [\"episode.created\"]}"
                            .formatted(server.getAddress().getPort()),
                    "X-Tenant-ID",
                    tenant);
            endpoint = created.at("/id").asString();
            api.send("POST", "/admin/tenants/" + tenant + "/pause", "{\"roles\": [\"deliveries\"]}");
            Thread.sleep(2_000);
            String told = "told-" + tenant;
            record(told, "I live in Lagos.");
            record(other, "other-" + told, "I live in Lagos.");

            await().atMost(SOON)
                    .until(() -> !system.receiver().about("other-" + told).isEmpty());
            await().atMost(SOON).untilAsserted(() -> assertThat(api.get("/admin/tenant-pauses?tenant_id=" + tenant)
                            .at("/pauses/0/held")
                            .asInt())
                    .isGreaterThanOrEqualTo(2));
            assertThat(received.get()).isZero();
            assertThat(system.receiver().about(told)).isEmpty();

            api.send("POST", "/admin/tenants/" + tenant + "/resume", null);

            await().atMost(SOON).until(() -> received.get() == 1);
            await().atMost(SOON).until(() -> !system.receiver().about(told).isEmpty());
            erase(told);
            erase(other, "other-" + told);
        } finally {
            api.send("POST", "/admin/tenants/" + tenant + "/resume", null);
            api.send("DELETE", "/v1/webhook-endpoints/" + endpoint, null, "X-Tenant-ID", tenant);
            server.stop(0);
        }
    }

    @Test
    void reset_isRefusedWhereARepeatDoesHarm_andNeverGoesForward() throws Exception {
        for (String group : new String[] {"statewave-writer", "statewave-normalizer", "statewave-webhooks"}) {
            var refused = api.send("POST", "/admin/consumer-groups/" + group + "/reset", "{\"to\": \"earliest\"}");
            assertThat(refused.status()).as(group).isEqualTo(409);
            assertThat(refused.at("/error/code").asString()).isEqualTo("reset_refused");
        }
        assertThat(api.send("POST", "/admin/consumer-groups/none/reset", "{\"to\": \"earliest\"}")
                        .status())
                .isEqualTo(404);
        assertThat(api.send("POST", "/admin/consumer-groups/statewave-embedder/reset", "{}")
                        .status())
                .isEqualTo(422);
        record("reset", "I live in Porto.");
        api.send("POST", "/v1/memories/compile", "{\"subject_id\": \"reset\"}", "X-Tenant-ID", tenant);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        group("statewave-embedder").path("lag").asLong())
                .isZero());
        String path = "/admin/consumer-groups/statewave-embedder/reset";
        JsonNode dry = api.send("POST", path, "{\"to\": \"earliest\", \"dry_run\": true}")
                .body();
        assertThat(dry.path("repeated").asLong()).isPositive();
        assertThat(api.send("POST", path, "{\"to\": \"2999-01-01\", \"dry_run\": true}")
                        .at("/repeated")
                        .asLong())
                .isZero();

        var done = api.send("POST", path, "{\"to\": \"earliest\"}");

        assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
        assertThat(done.at("/repeated").asLong()).isPositive();
        await().atMost(SOON).untilAsserted(() -> {
            JsonNode group = group("statewave-embedder");
            assertThat(group.path("lag").asLong()).isZero();
            assertThat(group.path("members").asInt()).isPositive();
        });
        erase("reset");
    }

    @Test
    void ledger_addsUpUnderWritesPoisonAndDeletes() throws Exception {
        for (int i = 0; i < 5; i++) {
            record("kept", "I prefer tea number %d.".formatted(i));
            record("gone", "I prefer coffee number %d.".formatted(i));
        }
        // Without a text, so without a memory.
        record("kept", "");
        long dead = ledger().at("/log/dead_lettered").asLong();
        system.produce(
                Topics.SUBJECT_LOG, SubjectKey.of(tenant, "poison").encoded(), "{'kind':'EpisodeRecorded'}", Map.of());
        erase("gone");
        api.send("POST", "/v1/memories/compile", "{\"subject_id\": \"kept\"}", "X-Tenant-ID", tenant);
        // A transaction: the last offset of its partition is a marker and no record.
        recordTwo("last");

        await().atMost(SOON).untilAsserted(() -> {
            JsonNode ledger = ledger();
            JsonNode log = ledger.path("log");
            assertThat(log.path("missing").asLong()).isZero();
            assertThat(log.path("in_flight").asLong()).isZero();
            assertThat(log.path("accepted").asLong())
                    .isEqualTo(log.path("applied").asLong()
                            + log.path("in_flight").asLong()
                            + log.path("missing").asLong());
            assertThat(log.path("dead_lettered").asLong()).isEqualTo(dead + 1);
            JsonNode own = ledger.at("/tenants/0");
            assertThat(ledger.path("tenants").size()).isEqualTo(1);
            assertThat(own.path("episodes").asLong()).isEqualTo(8);
            assertThat(own.path("compiled").asLong()).isPositive();
            assertThat(own.path("empty").asLong()).isPositive();
            assertThat(own.path("compiled").asLong()
                            + own.path("empty").asLong()
                            + own.path("pending").asLong())
                    .isEqualTo(8);
            assertThat(own.path("unaccounted").asLong()).isZero();
        });
        // An episode that is passed and led to nothing is told.
        system.update(
                "DELETE FROM episodes_without_memory w USING episodes e WHERE e.id = w.episode_id AND e.tenant_id = ?",
                tenant);
        assertThat(ledger().at("/tenants/0/unaccounted").asLong()).isPositive();
        assertThat(ledger().path("balanced").asBoolean()).isFalse();
        erase("kept");
        erase("last");
    }

    @Test
    void doctor_saysWhatIsSoAndHowToMendIt() throws Exception {
        JsonNode doctor = api.get("/admin/doctor").body();
        var checks = doctor.path("findings")
                .valueStream()
                .collect(Collectors.toMap(
                        finding -> finding.path("check").asString(), finding -> finding, (one, other) -> one));
        assertThat(checks).containsKeys("postgresql", "pgvector", "schema", "kafka", "topics", "connections", "clock");
        for (String well : new String[] {"postgresql", "schema", "wal-level", "kafka", "topics", "java", "clock"}) {
            assertThat(checks.get(well).path("severity").asString())
                    .as("%s", checks.get(well))
                    .isEqualTo("ok");
        }
        assertThat(checks.get("access").path("severity").asString()).isEqualTo("warning");
        assertThat(doctor.path("findings")
                        .valueStream()
                        .filter(finding -> !finding.path("severity").asString().equals("ok")))
                .allSatisfy(finding -> {
                    assertThat(finding.path("mend").asString("")).isNotEmpty();
                    assertThat(Path.of(
                                    "../../docs/runbooks",
                                    finding.path("runbook").asString()))
                            .exists();
                });

        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        int code;
        int listed;
        int nobody;
        try {
            code = new CommandLine(new Statewave()).execute("doctor", "--json", "--url", system.url());
            listed = new CommandLine(new Statewave()).execute("dlq", "list", "--url", system.url());
            nobody = new CommandLine(new Statewave()).execute("doctor", "--url", "http://127.0.0.1:9");
        } finally {
            System.setOut(before);
        }
        assertThat(code).isBetween(1, 2);
        assertThat(listed).isZero();
        assertThat(nobody).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"findings\"");
    }

    private JsonNode group(String id) throws Exception {
        return api.get("/admin/consumer-groups")
                .at("/groups")
                .valueStream()
                .filter(group -> group.path("group").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode ledger() throws Exception {
        var answer = api.get("/admin/ledger?tenant_id=" + tenant);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void record(String subject, String text) throws Exception {
        record(tenant, subject, text);
    }

    private void record(String of, String subject, String text) throws Exception {
        var answer = api.send("POST", "/v1/episodes", """
                {"subject_id": "%s", "source": "user", "type": "message", "payload": {"text": "%s"}}""".formatted(subject, text), "X-Tenant-ID", of);
        assertThat(answer.status()).isEqualTo(201);
    }

    private String compileLater(String subject) throws Exception {
        var answer = api.send(
                "POST",
                "/v1/memories/compile",
                "{\"subject_id\": \"%s\", \"async\": true}".formatted(subject),
                "X-Tenant-ID",
                tenant);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        return answer.at("/job_id").asString();
    }

    private String context(String subject) throws Exception {
        return api.send(
                        "POST",
                        "/v1/context",
                        "{\"subject_id\": \"%s\", \"task\": \"Where does she live?\"}".formatted(subject),
                        "X-Tenant-ID",
                        tenant)
                .body()
                .toString();
    }

    private long memories(String of, String subject) {
        return system.count("SELECT count(*) FROM memories WHERE tenant_id = ? AND subject_id = ?", of, subject);
    }

    private int audited(String action) throws Exception {
        return api.get("/admin/audit?tenant_id=%s&action=%s".formatted(tenant, action))
                .at("/entries")
                .size();
    }

    private void recordTwo(String subject) throws Exception {
        String episode = """
                {"subject_id": "%s", "source": "user", "type": "message", "payload": {"text": "I live in Faro."}}""".formatted(subject);
        var answer = api.send(
                "POST",
                "/v1/episodes/batch",
                "{\"episodes\": [%s, %s]}".formatted(episode, episode),
                "X-Tenant-ID",
                tenant);
        assertThat(answer.status()).isEqualTo(201);
    }

    private void erase(String subject) throws Exception {
        erase(tenant, subject);
    }

    private void erase(String of, String subject) throws Exception {
        assertThat(api.send("DELETE", "/admin/subjects/%s?tenant_id=%s".formatted(subject, of), null)
                        .status())
                .isEqualTo(200);
    }

    private long vectors() {
        return system.count("SELECT count(*) FROM memory_embeddings WHERE tenant_id = ?", tenant);
    }
}
