package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.Deployable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What operators read and do under {@code /admin}, with two tenants that have a subject of the same name. */
class AdminIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String OPERATOR = "operator-key";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final List<ConfigurableApplicationContext> gateways = new ArrayList<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String mine = "mine-" + run;
    private final String theirs = "theirs/x-" + run;
    private final String subject = "shared/%s:ü@x".formatted(run);

    @Test
    void everyRead_showsTheRowsOfItsTenantOnly() throws Exception {
        JsonNode memory = fill(mine, "minemark");
        JsonNode foreign = fill(theirs, "theirmark");
        String episode = memory.at("/source_episode_ids/0").asString();
        String foreignEpisode = foreign.at("/source_episode_ids/0").asString();
        String delivery = deliveryOf(mine);
        String foreignDelivery = deliveryOf(theirs);
        suggest(memory, "pii.email");
        suggest(foreign, "pii.phone");
        String tenant = "tenant_id=" + encode(mine);
        String sub = "/admin/subjects/" + encode(subject);
        var reads = List.of(
                "/admin/usage?" + tenant,
                "/admin/subjects?search=SHARED%2F" + run + "&" + tenant,
                sub + "?" + tenant,
                sub + "/sla?" + tenant,
                sub + "/memories?" + tenant,
                sub + "/episodes?" + tenant,
                sub + "/episodes/" + episode + "/citing-memories?" + tenant,
                sub + "/episodes/" + foreignEpisode + "/citing-memories?" + tenant,
                sub + "/memories/" + memory.path("id").asString() + "/related?" + tenant,
                sub + "/sessions/s1/timeline?" + tenant,
                "/admin/jobs?" + tenant,
                "/admin/webhooks?" + tenant,
                "/admin/webhooks/stats?" + tenant,
                "/admin/webhooks/" + delivery + "?" + tenant,
                "/admin/tenants/" + encode(mine) + "/config",
                "/admin/audit?" + tenant,
                "/admin/memories/with-suggested-labels?" + tenant);
        for (String path : reads) {
            var answer = api.get(path);
            String text = new String(answer.raw(), StandardCharsets.UTF_8);
            assertThat(answer.status()).as("%s: %s", path, text).isEqualTo(200);
            assertThat(text)
                    .as(path)
                    .doesNotContain("theirmark")
                    .doesNotContain("theirs/")
                    .doesNotContain(foreign.path("id").asString())
                    .doesNotContain(foreignDelivery);
        }
        assertThat(api.get(sub + "/memories/" + foreign.path("id").asString() + "/related?" + tenant)
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/admin/webhooks/" + foreignDelivery + "?" + tenant).status())
                .isEqualTo(404);
        assertThat(api.get(sub + "/episodes?" + tenant).at("/total").asInt()).isEqualTo(3);
        assertThat(api.get(sub + "/episodes").at("/total").asInt()).isEqualTo(6);
        assertThat(api.get("/admin/usage?" + tenant).at("/episodes/today").asInt())
                .isEqualTo(3);
        assertThat(texts(api.get("/admin/tenants").at("/tenants"))).contains(mine, theirs);
        var counts = api.get("/admin/dashboard");
        assertThat(counts.at("/counts/episodes").asLong()).isEqualTo(system.count("SELECT count(*) FROM episodes"));
        assertThat(counts.at("/counts/memories").asLong())
                .isEqualTo(system.count("SELECT count(*) FROM memories WHERE kind <> 'passage'"));
        assertThat(counts.at("/counts/subjects").asLong())
                .isEqualTo(
                        system.count("SELECT count(*) FROM (SELECT DISTINCT subject_id, tenant_id FROM episodes) s"));
        assertThat(api.get("/admin/tenant-audit")
                        .at("/null_tenant_rows/episodes")
                        .asLong())
                .isEqualTo(system.count("SELECT count(*) FROM episodes WHERE tenant_id = ''"));
    }

    @Test
    void subjects_areListedWithWhatThereIsOfThem() throws Exception {
        fill(mine, "a");
        for (String other : List.of("b", "C", "_x%")) {
            record(mine, "list-%s-%s".formatted(run, other), "s", "user", "hello");
        }
        String tenant = "tenant_id=" + encode(mine);

        var byName = api.get("/admin/subjects?sort_by=subject_id&sort_order=asc&search=LIST-" + run + "&" + tenant);
        assertThat(byName.at("/subjects").valueStream().map(row -> row.path("subject_id")
                        .asString()))
                .containsExactly("list-%s-C".formatted(run), "list-%s-_x%%".formatted(run), "list-%s-b".formatted(run));
        assertThat(api.get("/admin/subjects?search=" + encode("_x%") + "&" + tenant)
                        .at("/total")
                        .asInt())
                .isOne();
        JsonNode row = api.get("/admin/subjects?search=shared&" + tenant).at("/subjects/0");
        assertThat(row.path("subject_id").asString()).isEqualTo(subject);
        assertThat(row.path("tenant_id").asString()).isEqualTo(mine);
        assertThat(row.path("episode_count").asInt()).isEqualTo(3);
        assertThat(row.path("memory_count").asLong())
                .isEqualTo(system.count(
                        "SELECT count(*) FROM memories WHERE tenant_id = ? AND subject_id = ? AND kind <> 'passage'",
                        mine,
                        subject));
        assertThat(row.path("session_count").asInt()).isEqualTo(2);
        assertThat(row.path("open_sessions").asInt()).isOne();
        assertThat(row.path("last_episode_at").asString()).endsWith("+00:00");
        assertThat(row.path("health_state").asString()).isEqualTo("healthy");
        assertThat(api.get("/admin/subjects?has_open_sessions=true&" + tenant)
                        .at("/total")
                        .asInt())
                .isOne();
        assertThat(api.get("/admin/subjects?has_open_sessions=false&" + tenant)
                        .at("/total")
                        .asInt())
                .isEqualTo(3);
        for (String order : List.of("last_activity", "episode_count", "memory_count")) {
            var page = api.get("/admin/subjects?limit=1&offset=1&sort_by=%s&%s".formatted(order, tenant));
            assertThat(page.at("/subjects").size()).as(order).isOne();
            assertThat(page.at("/total").asInt()).isEqualTo(4);
        }
        assertThat(api.get("/admin/subjects?sort_by=episode_count&" + tenant)
                        .at("/subjects/0/subject_id")
                        .asString())
                .isEqualTo(subject);
        assertThat(api.get("/admin/subjects?sort_by=nothing").status()).isEqualTo(422);
        // What was computed for the page is kept, as long as nobody has to be told.
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM subject_health WHERE tenant_id = ?", mine) == 4);
        assertThat(api.get("/admin/subjects?health_state=healthy&" + tenant)
                        .at("/total")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void subject_isExplored() throws Exception {
        JsonNode memory = fill(mine, "vim");
        String sub = "/admin/subjects/" + encode(subject);
        String tenant = "tenant_id=" + encode(mine);

        var summary = api.get(sub + "?" + tenant);
        assertThat(summary.at("/summary/episode_count").asInt()).isEqualTo(3);
        assertThat(summary.at("/summary/session_count").asInt()).isEqualTo(2);
        assertThat(summary.at("/health/state").asString()).isEqualTo("healthy");
        assertThat(summary.at("/sla/total_sessions").asInt()).isEqualTo(2);
        // Raw slashes are part of the id too.
        assertThat(api.get("/admin/subjects/shared/%s:%s@x?%s".formatted(run, encode("ü"), tenant))
                        .at("/summary/episode_count")
                        .asInt())
                .isEqualTo(3);
        var nobody = api.get("/admin/subjects/nobody-" + run);
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.at("/summary/episode_count").asInt()).isZero();
        assertThat(nobody.at("/summary/first_seen_at").isNull()).isTrue();
        assertThat(api.get(sub + "/episodes?search=VIM&session_id=s1&" + tenant)
                        .at("/total")
                        .asInt())
                .isOne();
        assertThat(api.get(sub + "/episodes?search=" + encode("%") + "&" + tenant)
                        .at("/total")
                        .asInt())
                .isZero();
        assertThat(api.get(sub + "/memories?kind=profile_fact&status=active&search=vim&" + tenant)
                        .at("/memories/0/content")
                        .asString())
                .contains("vim");
        assertThat(api.get(sub + "/memories?status=tombstoned").status()).isEqualTo(422);
        String episode = memory.at("/source_episode_ids/0").asString();
        String several = "ids=%s,%s&".formatted(episode, UUID.randomUUID());
        assertThat(texts(api.get(sub + "/episodes?" + several + tenant).at("/episodes"), "id"))
                .containsExactly(episode);
        assertThat(texts(
                        api.get(sub + "/memories?ids=" + memory.path("id").asString() + "&" + tenant)
                                .at("/memories"),
                        "id"))
                .containsExactly(memory.path("id").asString());
        assertThat(api.get(sub + "/memories?ids=" + episode + ",none").status()).isEqualTo(422);
        assertThat(api.get(sub + "/episodes?ids=" + (episode + ",").repeat(200) + episode)
                        .status())
                .isEqualTo(422);
        assertThat(api.get(sub + "/episodes/" + episode + "/citing-memories?" + tenant)
                        .at("/memories")
                        .valueStream()
                        .map(one -> one.path("id").asString()))
                .contains(memory.path("id").asString());
        assertThat(api.get(sub + "/episodes/none/citing-memories").status()).isEqualTo(400);
        assertThat(api.get(sub + "/memories/none/related").status()).isEqualTo(400);
        assertThat(api.get(sub + "/memories/" + UUID.randomUUID() + "/related")
                        .at("/error/code")
                        .asString())
                .isEqualTo("not_found");
        var timeline = api.get(sub + "/sessions/s1/timeline?" + tenant);
        assertThat(timeline.at("/status").asString()).isEqualTo("open");
        assertThat(timeline.at("/episode_count").asInt()).isEqualTo(2);
        assertThat(timeline.at("/events/0/citing_memory_count").asInt()).isPositive();
        assertThat(timeline.at("/first_response_at").isNull()).isFalse();
        var unknown = api.get(sub + "/sessions/none/timeline?" + tenant);
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.at("/events").size()).isZero();
    }

    @Test
    void resolvedSession_hasItsResolutionInItsPlace() throws Exception {
        record(mine, subject, "s9", "user", "Please help");
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s9','status':'resolved'}".formatted(subject),
                "X-Tenant-ID",
                mine);
        record(mine, subject, "s9", "user", "Thank you");

        var timeline = api.get(
                "/admin/subjects/%s/sessions/s9/timeline?tenant_id=%s".formatted(encode(subject), encode(mine)));

        assertThat(timeline.at("/events").valueStream().map(event -> event.path("event_type")
                        .asString()))
                .containsExactly("episode", "resolution", "episode");
    }

    @Test
    void supersededMemory_leadsToTheOneThatRetiredIt() throws Exception {
        record(mine, subject, "s", "user", "I live in Lisbon.");
        JsonNode older = compile(mine, subject);
        record(mine, subject, "s", "user", "I live in Porto.");
        JsonNode newer = compile(mine, subject);
        String sub = "/admin/subjects/" + encode(subject) + "/memories/";

        var retired = api.get(sub + older.path("id").asString() + "/related");
        var retiring = api.get(sub + newer.path("id").asString() + "/related");

        assertThat(retired.at("/status").asString()).isEqualTo("superseded");
        assertThat(retired.at("/superseding_memory/id").asString())
                .isEqualTo(newer.path("id").asString());
        assertThat(retiring.at("/superseded_memories/0/id").asString())
                .isEqualTo(older.path("id").asString());
        assertThat(retiring.at("/superseding_memory").isNull()).isTrue();
    }

    @Test
    void deletionOfASubject_takesThatOfOneTenantAndIsNoted() throws Exception {
        fill(mine, "a");
        fill(theirs, "b");
        String path = "/admin/subjects/" + encode(subject);

        assertThat(api.delete(path).at("/episodes_deleted").asInt()).isZero();
        var deleted = api.delete(path + "?tenant_id=" + encode(mine), "X-Request-ID", "delete-" + run);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.at("/episodes_deleted").asInt()).isEqualTo(3);
        assertThat(system.count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                .isEqualTo(3);
        assertThat(api.get(path + "?tenant_id=" + encode(mine))
                        .at("/summary/episode_count")
                        .asInt())
                .isZero();
        JsonNode entry = api.get("/admin/audit?action=subject.delete&tenant_id=" + encode(mine))
                .at("/entries/0");
        assertThat(entry.path("target").asString()).isEqualTo(subject);
        assertThat(entry.path("actor_id").asString()).isEqualTo("anonymous");
        assertThat(entry.path("request_id").asString()).isEqualTo("delete-" + run);
        assertThat(entry.at("/details/episodes_deleted").asInt()).isEqualTo(3);
    }

    @Test
    void deletionInBulk_takesWhatThePreviewSaid() throws Exception {
        for (int i = 0; i < 3; i++) {
            record(mine, "bulk_%s%d".formatted(run, i), "s", "user", "hello");
            record(theirs, "bulk_%s%d".formatted(run, i), "s", "user", "hello");
        }
        record(mine, "bulkX%s".formatted(run), "s", "user", "hello");
        String filter = "'subject_id_prefix':'bulk_%s','tenant_id':'%s'".formatted(run, mine);

        var preview = api.post("/admin/subjects/preview-delete", "{%s}".formatted(filter));
        assertThat(preview.at("/matched").asInt()).isEqualTo(3);
        assertThat(preview.at("/total_episodes").asInt()).isEqualTo(3);
        assertThat(preview.at("/sample/0/tenant_id").asString()).isEqualTo(mine);
        assertThat(api.post("/admin/subjects/preview-delete", "{}").status()).isEqualTo(400);
        assertThat(api.post("/admin/subjects/preview-delete", "{'older_than_days':1,'tenant_id':'%s'}".formatted(mine))
                        .at("/matched")
                        .asInt())
                .isZero();
        assertThat(bulk("{%s,'confirm':false,'expected_count':3}", filter).status())
                .isEqualTo(400);
        assertThat(bulk("{%s,'confirm':true}", filter).status()).isEqualTo(422);
        assertThat(bulk("{%s,'confirm':true,'expected_count':4}", filter)
                        .at("/error/code")
                        .asString())
                .isEqualTo("conflict");

        var deleted = bulk("{%s,'confirm':true,'expected_count':3}", filter);

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.at("/deleted_subjects").asInt()).isEqualTo(3);
        assertThat(deleted.at("/deleted_episodes").asInt()).isEqualTo(3);
        assertThat(deleted.at("/failed").size()).isZero();
        assertThat(system.count("SELECT count(*) FROM episodes WHERE tenant_id = ?", mine))
                .isOne();
        assertThat(system.count("SELECT count(*) FROM episodes WHERE tenant_id = ?", theirs))
                .isEqualTo(3);
        assertThat(system.count("SELECT count(*) FROM admin_actions WHERE tenant_id = ?", mine))
                .isEqualTo(3);
    }

    private Api.Answer bulk(String body, String filter) throws Exception {
        return api.post("/admin/subjects/bulk-delete", body.formatted(filter));
    }

    @Test
    void endedJobs_areDeletedAndOthersKept() throws Exception {
        job("failed-" + run, mine, "failed", 0);
        job("done-" + run, mine, "completed", 0);
        job("running-" + run, mine, "running", 0);
        job("foreign-" + run, theirs, "completed", 0);
        String tenant = "tenant_id=" + encode(mine);

        var jobs = api.get("/admin/jobs?" + tenant);
        assertThat(jobs.at("/total").asInt()).isEqualTo(3);
        assertThat(api.get("/admin/jobs?status=failed&" + tenant)
                        .at("/jobs/0/job_id")
                        .asString())
                .isEqualTo("failed-" + run);
        assertThat(api.delete("/admin/jobs").at("/error/code").asString()).isEqualTo("bad_request");
        assertThat(api.delete("/admin/jobs?status=running").status()).isEqualTo(400);
        assertThat(api.delete("/admin/jobs/none-" + run).at("/error/code").asString())
                .isEqualTo("not_found");
        assertThat(api.delete("/admin/jobs/foreign-%s?%s".formatted(run, tenant))
                        .status())
                .isEqualTo(404);
        assertThat(api.delete("/admin/jobs/running-" + run).status()).isEqualTo(409);
        assertThat(api.delete("/admin/jobs/failed-" + run).at("/deleted").asInt())
                .isOne();
        assertThat(api.delete("/admin/jobs?" + tenant).at("/deleted").asInt()).isOne();
        assertThat(texts(api.get("/admin/jobs?" + tenant).at("/jobs"), "job_id"))
                .containsExactly("running-" + run);
        assertThat(api.get("/admin/jobs?tenant_id=" + encode(theirs))
                        .at("/total")
                        .asInt())
                .isOne();
        assertThat(api.get("/admin/audit?action=jobs.delete&" + tenant)
                        .at("/entries/0/details/deleted")
                        .asInt())
                .isOne();
    }

    /** A job that stays behind would be stuck a moment later, and the system degraded for the tests that follow. */
    @AfterEach
    void removeJobs() {
        system.update("DELETE FROM compile_jobs WHERE job_id LIKE ? AND status = 'running'", "%-" + run);
    }

    @Test
    void stuckJob_isDoneAfterAll() throws Exception {
        record(mine, "stuck-" + run, "s", "user", "I use vim.");
        job("stuck-" + run, mine, "running", 31);
        job("young-" + run, mine, "running", 29);

        var reset = api.send("POST", "/admin/jobs/reset-stuck?tenant_id=" + encode(mine), null);

        assertThat(reset.status()).isEqualTo(200);
        assertThat(texts(reset.at("/job_ids"))).containsExactly("stuck-" + run);
        await().atMost(SOON).untilAsserted(() -> assertThat(system.count(
                        "SELECT count(*) FROM compile_jobs WHERE job_id = ? AND status = 'completed'", "stuck-" + run))
                .isOne());
        assertThat(system.count(
                        "SELECT count(*) FROM compile_jobs WHERE job_id = ? AND status = 'running'", "young-" + run))
                .isOne();
        assertThat(api.get("/admin/audit?action=jobs.reset&tenant_id=" + encode(mine))
                        .at("/entries/0/target")
                        .asString())
                .isEqualTo("stuck-" + run);
    }

    @Test
    void deliveries_areReadAndDeleted() throws Exception {
        record(mine, subject, "s", "user", "hello");
        String id = deliveryOf(mine);
        String tenant = "tenant_id=" + encode(mine);
        await().atMost(SOON)
                .until(() -> api.get("/admin/webhooks/stats?" + tenant)
                                .at("/delivered")
                                .asInt()
                        == 1);

        assertThat(api.get("/admin/webhooks?status=delivered&event_type=episode.created&" + tenant)
                        .at("/events/0/id")
                        .asString())
                .isEqualTo(id);
        assertThat(api.get("/admin/webhooks/" + id).at("/tenant_id").asString()).isEqualTo(mine);
        assertThat(api.get("/admin/webhooks/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(api.get("/admin/webhooks/none").status()).isEqualTo(422);
        assertThat(api.delete("/admin/webhooks?status=pending").status()).isEqualTo(400);
        assertThat(api.delete("/admin/webhooks").status()).isEqualTo(400);
        assertThat(api.delete("/admin/webhooks?event_type=episode.created&" + tenant)
                        .at("/deleted")
                        .asInt())
                .isOne();
        assertThat(api.get("/admin/webhooks/" + id).status()).isEqualTo(404);
        assertThat(api.get("/admin/webhooks/stats?" + tenant).at("/total").asInt())
                .isZero();
    }

    @Test
    void tenantConfiguration_isMergedAndVersioned() throws Exception {
        String path = "/admin/tenants/" + encode(mine) + "/config";

        assertThat(api.get(path).at("/version").asInt()).isZero();
        assertThat(api.get(path).at("/config").isEmpty()).isTrue();
        assertThat(patch(path, "{'receipts':'always','expected_version':1}").status())
                .isEqualTo(409);
        assertThat(patch(path, "{'receipts':'always','receipt_retention_days':30,'expected_version':0}")
                        .at("/version")
                        .asInt())
                .isOne();
        assertThat(patch(path, "{'receipts':'never','expected_version':0}")
                        .at("/error/code")
                        .asString())
                .isEqualTo("conflict");
        var merged = patch(
                path, "{'receipts':'never','region':'eu','require_caller_identity':true," + "'expected_version':1}");
        assertThat(merged.at("/version").asInt()).isEqualTo(2);
        assertThat(merged.at("/config").toString())
                .contains("\"receipts\":\"never\"", "\"receipt_retention_days\":30", "\"region\":\"eu\"");
        assertThat(patch(path, "{'region':null}").at("/config/region").isNull()).isTrue();
        var unknown = patch(path, "{'recipts':'never'}");
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.at("/error/details/0/msg").asString()).isEqualTo("Extra inputs are not permitted");
        assertThat(patch(path, "{'policy_mode':'off'}").status()).isEqualTo(422);
        assertThat(api.get(path).at("/version").asInt()).isEqualTo(3);
        assertThat(api.get("/admin/audit?tenant_id=" + encode(mine))
                        .at("/entries")
                        .size())
                .isEqualTo(3);
    }

    private Api.Answer patch(String path, String body) throws Exception {
        return api.send("PATCH", path, body.replace('\'', '"'));
    }

    @Test
    void suggestedLabels_arePromoted() throws Exception {
        JsonNode memory = fill(mine, "vim");
        suggest(memory, "pii.email", "pii.phone");
        String path = "/admin/memories/" + memory.path("id").asString();
        String tenant = "?tenant_id=" + encode(mine);

        assertThat(api.get("/admin/memories/with-suggested-labels" + tenant + "&label=pii.email")
                        .at("/memories/0/id")
                        .asString())
                .isEqualTo(memory.path("id").asString());
        assertThat(promote(path + "/promote-labels", "{'labels':[]}")).isEqualTo("promote_labels.empty");
        assertThat(promote(path + "/promote-labels", "{'labels':['pii.email','pii.email']}"))
                .isEqualTo("promote_labels.duplicate_labels");
        assertThat(promote(path + "/promote-labels", "{'labels':['other']}")).isEqualTo("promote_labels.not_suggested");
        assertThat(promote(path + "/promote-labels?tenant_id=" + encode(theirs), "{'labels':['pii.email']}"))
                .isEqualTo("not_found");
        var promoted = api.post(path + "/promote-labels" + tenant, "{'labels':['pii.email']}");
        assertThat(promoted.status()).isEqualTo(200);
        assertThat(texts(promoted.at("/sensitivity_labels"))).containsExactly("pii.email");
        assertThat(texts(promoted.at("/suggested_labels"))).containsExactly("pii.phone");
        JsonNode row = api.get("/admin/subjects/%s/memories%s".formatted(encode(subject), tenant))
                .at("/memories")
                .valueStream()
                .filter(one -> one.path("id").equals(memory.path("id")))
                .findFirst()
                .orElseThrow();
        assertThat(texts(row.path("sensitivity_labels"))).containsExactly("pii.email");
        assertThat(texts(row.path("suggested_labels"))).containsExactly("pii.phone");
        assertThat(api.send("PATCH", path + "/labels" + tenant, "{\"sensitivity_labels\":[\"health\"]}")
                        .at("/sensitivity_labels/0")
                        .asString())
                .isEqualTo("health");
        assertThat(texts(api.get("/admin/audit" + tenant).at("/entries"), "action"))
                .containsExactly("memory.labels_set", "memory.labels_promote");
    }

    private String promote(String path, String body) throws Exception {
        return api.post(path, body).at("/error/code").asString();
    }

    @Test
    void auditLog_saysWhoseKeyItWas_andABoundKeySeesItsTenant() throws Exception {
        Api keyed = gateway("--statewave.api-key=" + OPERATOR);
        String name = "Büro " + run;
        var bound = keyed.post(
                "/admin/keys",
                "{'name':'%s','scopes':['admin'],'tenant_id':'%s'}".formatted(name, mine),
                "X-API-Key",
                OPERATOR);
        String key = bound.at("/key").asString();
        String id = bound.at("/id").asString();
        record(mine, "audited-" + run, "s", "user", "hello");
        record(theirs, "audited-" + run, "s", "user", "hello");

        // Who a client says it is does not count.
        assertThat(keyed.delete("/admin/subjects/audited-" + run, "X-API-Key", key, "Statewave-Actor", "forged/forged")
                        .at("/episodes_deleted")
                        .asInt())
                .isOne();
        assertThat(keyed.delete(
                                "/admin/subjects/audited-%s?tenant_id=%s".formatted(run, encode(theirs)),
                                "X-API-Key",
                                OPERATOR)
                        .at("/episodes_deleted")
                        .asInt())
                .isOne();

        var own = keyed.get("/admin/audit", "X-API-Key", key);
        assertThat(texts(own.at("/entries"), "action")).containsExactly("subject.delete", "key.issue");
        assertThat(own.at("/entries/0/actor_id").asString()).isEqualTo(id);
        assertThat(own.at("/entries/0/actor_name").asString()).isEqualTo(name);
        assertThat(own.at("/entries/1/actor_id").asString()).isEqualTo("single");
        assertThat(own.at("/entries/1/target").asString()).isEqualTo(id);
        assertThat(keyed.get("/admin/audit?actor=" + id, "X-API-Key", OPERATOR)
                        .at("/entries")
                        .size())
                .isOne();
        for (String others : List.of(
                "/admin/audit?tenant_id=" + encode(theirs),
                "/admin/dashboard",
                "/admin/tenants",
                "/admin/tenant-audit",
                "/admin/tenants/" + encode(theirs) + "/config")) {
            assertThat(keyed.get(others, "X-API-Key", key).at("/error/code").asString())
                    .as(others)
                    .isEqualTo("tenant_mismatch");
        }
        assertThat(keyed.get("/admin/subjects?search=audited", "X-API-Key", key)
                        .at("/total")
                        .asInt())
                .isZero();
        assertThat(keyed.get("/admin/subjects").at("/error/code").asString()).isEqualTo("missing_api_key");
    }

    @Test
    void auditLog_isReadPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            patch("/admin/tenants/" + encode(mine) + "/config", "{'receipt_retention_days':%d}".formatted(i));
        }
        String first = "/admin/audit?limit=2&tenant_id=" + encode(mine);
        var seen = new ArrayList<String>();
        String path = first;
        while (path != null) {
            var page = api.get(path);
            page.at("/entries")
                    .forEach(entry -> seen.add(entry.at("/details/version").asString()));
            path = page.at("/next_cursor").isNull()
                    ? null
                    : first + "&cursor=" + page.at("/next_cursor").asString();
        }

        assertThat(seen).containsExactly("5", "4", "3", "2", "1");
        assertThat(api.get(first + "&cursor=nonsense").status()).isEqualTo(422);
        assertThat(api.get(first + "&since=2100-01-01").at("/entries").size()).isZero();
        assertThat(api.get(first + "&until=2000-01-01").at("/entries").size()).isZero();
        assertThat(api.get("/admin/audit?action=nothing").status()).isEqualTo(422);
    }

    @Test
    void tenantOfAnotherRegion_isRefused() throws Exception {
        Api regional = gateway("--statewave.region=eu");
        patch("/admin/tenants/" + encode(mine) + "/config", "{'region':'us'}");
        patch("/admin/tenants/" + encode(theirs) + "/config", "{'region':'eu'}");

        assertThat(regional.get("/v1/subjects", "X-Tenant-ID", mine)
                        .at("/error/code")
                        .asString())
                .isEqualTo("residency.mismatch");
        assertThat(regional.get("/admin/subjects?tenant_id=" + encode(mine)).status())
                .isEqualTo(403);
        assertThat(regional.get("/admin/subjects?tenant_id=" + encode(theirs)).status())
                .isEqualTo(200);
        assertThat(regional.get("/v1/subjects").status()).isEqualTo(200);
    }

    @Test
    void unknownRoutes_areToldFromUnknownIds() throws Exception {
        for (String path : List.of("/admin/nothing", "/admin/", "/v1/nothing", "/nothing", "/admin/tenants/a/b")) {
            var answer = api.get(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.at("/error/code").asString()).as(path).isEqualTo("route_not_found");
        }
        assertThat(api.post("/admin/nothing", "{}").at("/error/code").asString())
                .isEqualTo("route_not_found");
    }

    /** Three episodes in two sessions, compiled, with an open issue and a look at the health; answers a memory. */
    private JsonNode fill(String tenant, String mark) throws Exception {
        record(tenant, subject, "s1", "user", "I use %s.".formatted(mark));
        record(tenant, subject, "s1", "agent", "Noted.");
        record(tenant, subject, "s2", "user", "Hello again.");
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s1','status':'open'}".formatted(subject),
                "X-Tenant-ID",
                tenant);
        api.get("/v1/subjects/" + encode(subject) + "/health", "X-Tenant-ID", tenant);
        return compile(tenant, subject);
    }

    private void record(String tenant, String subject, String session, String source, String text) throws Exception {
        assertThat(api.post(
                                "/v1/episodes",
                                ("{'subject_id':'%s','source':'%s','type':'message','session_id':'%s',"
                                                + "'payload':{'text':'%s'}}")
                                        .formatted(subject, source, session, text),
                                "X-Tenant-ID",
                                tenant)
                        .status())
                .isEqualTo(201);
    }

    /** The newest profile fact. */
    private JsonNode compile(String tenant, String subject) throws Exception {
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject), "X-Tenant-ID", tenant);
        return api.get(
                        "/v1/memories/search?kind=profile_fact&limit=1&subject_id=" + encode(subject),
                        "X-Tenant-ID",
                        tenant)
                .at("/memories/0");
    }

    private void suggest(JsonNode memory, String... labels) {
        system.update(
                "UPDATE memories SET suggested_labels = string_to_array(?, ',') WHERE id = ?::uuid",
                String.join(",", labels),
                memory.path("id").asString());
    }

    private void job(String id, String tenant, String status, int minutesAgo) {
        system.update("""
                INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, created_at, started_at)
                VALUES (?, ?, ?, 'async', ?, now(), now() - make_interval(mins => ?))""", id, tenant, "stuck-" + run, status, minutesAgo);
    }

    /** The id of a delivery to the tenant's webhook. */
    private String deliveryOf(String tenant) {
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM webhook_deliveries WHERE tenant_id = ?", tenant) > 0);
        try {
            return api.get("/admin/webhooks?limit=1&tenant_id=" + encode(tenant))
                    .at("/events/0/id")
                    .asString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Api gateway(String... settings) {
        var all = new ArrayList<>(system.behindAnotherGateway());
        all.addAll(List.of(settings));
        var gateway = Deployable.API_GATEWAY.application().run(all.toArray(String[]::new));
        gateways.add(gateway);
        return new Api("http://localhost:" + gateway.getEnvironment().getProperty("local.server.port"));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private static List<String> texts(JsonNode array, String field) {
        return array.valueStream().map(one -> one.path(field).asString()).toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
