package dev.statewave.harness.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The inbox of dead letters: what it shows, and that what is redriven or dropped leaves it once. */
class DeadLettersIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "dead-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void inbox_showsWhyARecordWasGivenUp_inGroupsAndPages() throws Exception {
        for (int i = 0; i < 3; i++) {
            produceInvalid("'subject_id': 7, 'n': " + i);
        }
        awaitLetters(3);

        JsonNode inbox = list("");
        JsonNode group = inbox.path("groups").get(0);
        assertThat(inbox.path("groups").size()).isEqualTo(1);
        assertThat(group.path("count").asInt()).isEqualTo(3);
        assertThat(group.path("code").asString()).isEqualTo("validation_error");
        assertThat(group.path("stage").asString()).isEqualTo("statewave-normalizer");
        assertThat(inbox.path("groups_complete").asBoolean()).isTrue();

        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = list("&limit=2" + cursor);
            page.path("letters").forEach(letter -> ids.add(letter.path("id").asString()));
            cursor = page.path("next_cursor").isString()
                    ? "&cursor=" + page.path("next_cursor").asString()
                    : null;
        } while (cursor != null);
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();

        JsonNode one = api.get("/admin/dead-letters/" + ids.getFirst()).body();
        assertThat(one.path("state").asString()).isEqualTo("open");
        assertThat(one.at("/value/encoding").asString()).isEqualTo("text");
        assertThat(one.at("/value/value").asString()).contains("\"n\": 0");
        assertThat(names(one.path("headers"))).contains("sw-origin", "sw-error-code", "X-Tenant-ID");
        assertThat(api.get("/admin/dead-letters/" + ids.getFirst() + "?max_bytes=5")
                        .at("/value/cut")
                        .asBoolean())
                .isTrue();
        assertThat(list("&code=other").path("letters").size()).isZero();
        assertThat(list("&until=2026-01-01").path("letters").size()).isZero();
        assertThat(api.get("/admin/dead-letters/statewave.episodes.dlt-0-99999999")
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/admin/dead-letters?cursor=zzz").status()).isEqualTo(422);
    }

    @Test
    void redrive_sendsTheRecordAsItWas_onceForAnyNumberOfClicks_andQuarantinesLoops() throws Exception {
        produceInvalid("'subject_id': 7");
        awaitLetters(1);
        String id = list("").at("/letters/0/id").asString();
        String body = "{\"ids\": [\"%s\"]}".formatted(id);

        JsonNode dry = post("redrive", "{\"ids\": [\"%s\"], \"dry_run\": true}".formatted(id));
        assertThat(dry.path("handled").asInt()).isEqualTo(1);
        assertThat(list("").path("letters").size()).isEqualTo(1);

        List<Integer> handled;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> click =
                    () -> post("redrive", body).path("handled").asInt();
            handled = threads.invokeAll(List.of(click, click, click)).stream()
                    .map(done -> done.resultNow())
                    .toList();
        }
        assertThat(handled.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);

        // It is as wrong as before, so it comes back as another letter, and in the end it is quarantined.
        for (int redrives = 1; redrives <= 3; redrives++) {
            int expected = redrives;
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            list("").at("/letters/0/redrives").asInt())
                    .isEqualTo(expected));
            if (redrives < 3) {
                assertThat(post("redrive", "{\"tenant_id\": \"%s\"}".formatted(tenant))
                                .path("handled")
                                .asInt())
                        .isEqualTo(1);
            }
        }
        assertThat(list("").at("/letters/0/obstacle").asString()).isEqualTo("quarantined");
        JsonNode refused = post("redrive", "{\"tenant_id\": \"%s\"}".formatted(tenant));
        assertThat(refused.path("handled").asInt()).isZero();
        assertThat(refused.at("/skipped/0/reason").asString()).isEqualTo("quarantined");
        var sent =
                system.records(Topics.EPISODES).stream().filter(this::ofTenant).toList();
        assertThat(sent).hasSize(4).allSatisfy(record -> {
            assertThat(record.value()).isEqualTo(sent.getFirst().value());
            assertThat(record.key()).isEqualTo("k");
            assertThat(record.partition()).isEqualTo(sent.getFirst().partition());
            assertThat(record.headers().lastHeader(RecordHeaders.ERROR_CODE)).isNull();
        });
        assertThat(post("redrive", "{\"tenant_id\": \"%s\", \"force\": true}".formatted(tenant))
                        .path("handled")
                        .asInt())
                .isEqualTo(1);
        assertThat(system.count(
                        "SELECT count(*) FROM admin_actions WHERE action = 'dead_letters.redrive' AND details->>'letters' LIKE ?",
                        "%\"" + id + "\"%"))
                .isEqualTo(1);
    }

    @Test
    void drop_needsAReason_andIsNoted() throws Exception {
        produceInvalid("'subject_id': 7");
        awaitLetters(1);
        String id = list("").at("/letters/0/id").asString();

        assertThat(api.send("POST", "/admin/dead-letters/drop", "{\"ids\": [\"%s\"]}".formatted(id))
                        .status())
                .isEqualTo(422);
        assertThat(api.send("POST", "/admin/dead-letters/drop", "{\"reason\": \"none chosen\"}")
                        .status())
                .isEqualTo(400);
        assertThat(post("drop", "{\"tenant_id\": \"%s\", \"reason\": \"a test\"}".formatted(tenant))
                        .path("handled")
                        .asInt())
                .isEqualTo(1);

        assertThat(list("").path("letters").size()).isZero();
        assertThat(api.get("/admin/dead-letters/" + id).at("/state").asString()).isEqualTo("dropped");
        assertThat(post("redrive", "{\"ids\": [\"%s\"]}".formatted(id))
                        .at("/skipped/0/reason")
                        .asString())
                .isEqualTo("already_handled");
        // A topic that was created anew has another record under the same id.
        system.update("UPDATE dead_letter_states SET written_ms = written_ms - 1 WHERE letter_id = ?", id);
        assertThat(list("").path("letters").size()).isEqualTo(1);
    }

    @Test
    void recordOfASubjectThatWasErasedMeanwhile_isRedrivenOnlyByForce() throws Exception {
        String subject = "gone-" + tenant;
        String key = SubjectKey.of(tenant, subject).encoded();
        system.produce(Topics.SUBJECT_LOG, key, "{'kind':'EpisodeRecorded'}", Map.of());
        awaitLetters(1);
        assertThat(api.send("DELETE", "/admin/subjects/%s?tenant_id=%s".formatted(subject, tenant), null)
                        .status())
                .isEqualTo(200);

        JsonNode refused = post("redrive", "{\"tenant_id\": \"%s\"}".formatted(tenant));
        assertThat(refused.at("/skipped/0/reason").asString()).isEqualTo("subject_erased");
        assertThat(post("redrive", "{\"tenant_id\": \"%s\", \"force\": true}".formatted(tenant))
                        .path("handled")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void failedJob_standsInTheInbox_andIsRequestedAgainAsANewJob() throws Exception {
        String subject = "job-" + tenant;
        assertThat(api.send("POST", "/v1/episodes", """
                        {"subject_id": "%s", "source": "s", "type": "t", "payload": {"text": "I live in Porto."}}""".formatted(subject), "X-Tenant-ID", tenant)
                        .status())
                .isEqualTo(201);
        String job = UUID.randomUUID().toString().replace("-", "");
        system.update(
                "INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, error, created_at, completed_at) "
                        + "VALUES (?, ?, ?, 'async', 'failed', 'the model is away', now(), now())",
                job,
                tenant,
                subject);
        try {
            JsonNode letter = list("&kind=job").path("letters").get(0);
            assertThat(letter.path("id").asString()).isEqualTo("job-" + job);
            assertThat(letter.path("message").asString()).isEqualTo("the model is away");
            assertThat(api.get("/admin/dead-letters/job-" + job).at("/state").asString())
                    .isEqualTo("open");

            assertThat(post("redrive", "{\"ids\": [\"job-%s\"]}".formatted(job))
                            .path("handled")
                            .asInt())
                    .isEqualTo(1);

            assertThat(list("").path("letters").size()).isZero();
            await().atMost(SOON)
                    .until(() -> system.count(
                                    "SELECT count(*) FROM compile_jobs WHERE tenant_id = ? AND status = 'completed'",
                                    tenant)
                            == 1);
        } finally {
            api.send("DELETE", "/admin/subjects/%s?tenant_id=%s".formatted(subject, tenant), null);
        }
    }

    private void produceInvalid(String fields) {
        system.produce(
                Topics.EPISODES, "k", "{%s}".formatted(fields), Map.of("X-Tenant-ID", tenant, "of-producer", "1"));
    }

    private boolean ofTenant(ConsumerRecord<String, byte[]> record) {
        return tenant.equals(RecordHeaders.text(record.headers(), "X-Tenant-ID"));
    }

    private void awaitLetters(int count) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(list("").path("letters").size()).isEqualTo(count));
    }

    private JsonNode list(String more) throws Exception {
        var answer = api.get("/admin/dead-letters?tenant_id=" + tenant + more);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode post(String action, String body) throws Exception {
        var answer = api.send("POST", "/admin/dead-letters/" + action, body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> names(JsonNode headers) {
        return headers.valueStream()
                .map(header -> header.path("name").asString())
                .toList();
    }
}
