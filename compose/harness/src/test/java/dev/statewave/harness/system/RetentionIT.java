package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How long memories and episodes are kept. */
class RetentionIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "retention-" + UUID.randomUUID();

    @Test
    void rule_isSet_listed_noted_andRemoved() throws Exception {
        assertThat(set("'applies_to':'memories','days':365").status()).isEqualTo(200);
        assertThat(set("'subject_id':'user:ü/1','applies_to':'profile_fact','days':30")
                        .status())
                .isEqualTo(200);
        assertThat(set("'applies_to':'memories','days':90").at("/days").asInt()).isEqualTo(90);

        var rules = api.get("/admin/retention?tenant_id=" + tenant).at("/rules");
        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).path("subject_id").isNull()).isTrue();
        assertThat(rules.get(0).path("days").asInt()).isEqualTo(90);
        assertThat(rules.get(1).path("subject_id").asString()).isEqualTo("user:ü/1");
        assertThat(api.get("/admin/audit?action=retention.set&tenant_id=" + tenant)
                        .body()
                        .toString())
                .contains("profile_fact");

        assertThat(set("'applies_to':'memories','days':null").at("/days").isNull())
                .isTrue();
        api.delete("/admin/subjects/user%3A%C3%BC%2F1?tenant_id=" + tenant);
        assertThat(api.get("/admin/retention?tenant_id=" + tenant).at("/rules")).isEmpty();
    }

    @Test
    void ruleThatIsNone_isRefused() throws Exception {
        assertThat(set("'applies_to':'memories'").status()).isEqualTo(422);
        assertThat(set("'applies_to':'memories','days':0").status()).isEqualTo(422);
        assertThat(set("'applies_to':'','days':1").status()).isEqualTo(422);
    }

    @Test
    void slidingRule_countsFromTheLastUse() throws Exception {
        assertThat(set("'applies_to':'episodes','days':30,'sliding':true").status())
                .isEqualTo(422);
        assertThat(set("'applies_to':'memories','days':30,'sliding':true")
                        .at("/sliding")
                        .asBoolean())
                .isTrue();
        assertThat(api.get("/admin/retention?tenant_id=" + tenant)
                        .at("/rules/0/sliding")
                        .asBoolean())
                .isTrue();
        record("used", "My name is Ada. I live in Oslo.");
        String used = "SELECT count(*) FROM memories WHERE tenant_id = ? AND used_at > now() - interval '5 minutes'";
        assertThat(system.count(used, tenant)).isZero();

        // The services look at the rules now and then.
        await().atMost(SOON).until(() -> {
            api.post("/v1/context", "{'subject_id':'used','task':'Where does she live?'}", "X-Tenant-ID", tenant);
            return system.count(used, tenant) > 0;
        });

        record("searched", "I live in Rome.");
        api.get("/v1/memories/search?subject_id=searched&q=Rome", "X-Tenant-ID", tenant);
        await().atMost(SOON).until(() -> system.count(used + " AND subject_id = 'searched'", tenant) > 0);
        record("handed-over", "I live in Bergen.");
        api.post("/v1/handoff", "{'subject_id':'handed-over','session_id':'s'}", "X-Tenant-ID", tenant);
        await().atMost(SOON).until(() -> system.count(used + " AND subject_id = 'handed-over'", tenant) > 0);
        set("'applies_to':'memories','days':null");
        for (String subject : List.of("used", "searched", "handed-over")) {
            api.delete("/admin/subjects/" + subject + "?tenant_id=" + tenant);
        }
    }

    /** What readers, exports and rebuilds make of a subject whose episodes a retention has deleted. */
    @Test
    void subjectWhoseEpisodesAreGone_isReadAsAWhole() throws Exception {
        var recorded = api.post(
                "/v1/episodes",
                "{'subject_id':'gone','source':'user','type':'m','payload':{'text':'My name is Ada. I live in Oslo.'}}",
                "X-Tenant-ID",
                tenant);
        String episode = recorded.at("/id").asString();
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM uncompiled_subjects WHERE tenant_id = ?", tenant) == 0);
        String context = "{'subject_id':'gone','task':'Where does she live?','emit_receipt':true}";
        String receipt = api.post("/v1/context", context, "X-Tenant-ID", tenant)
                .at("/receipt_id")
                .asString();
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM receipts WHERE receipt_id = ?", receipt) == 1);
        // As the job does it.
        system.update("""
                WITH keeps AS MATERIALIZED (SELECT set_config('statewave.keeps_subject', 'on', true))
                DELETE FROM episodes WHERE tenant_id = ? AND (SELECT count(*) FROM keeps) = 1""", tenant);

        assertThat(api.post("/v1/context", context, "X-Tenant-ID", tenant)
                        .at("/assembled_context")
                        .asString())
                .contains("Oslo");
        var timeline = api.get("/v1/timeline?subject_id=gone", "X-Tenant-ID", tenant);
        assertThat(timeline.at("/episodes")).isEmpty();
        assertThat(timeline.at("/memories")).isNotEmpty();
        assertThat(timeline.at("/memories/0/source_episode_ids/0").asString()).isEqualTo(episode);
        assertThat(api.get("/v1/subjects", "X-Tenant-ID", tenant)
                        .at("/subjects/0/episode_count")
                        .asInt())
                .isZero();
        var listed = api.get("/admin/subjects?tenant_id=" + tenant).at("/subjects");
        assertThat(listed).hasSize(1);
        String memory = timeline.at("/memories/0/id").asString();
        assertThat(api.get("/admin/subjects/gone/memories/" + memory + "/related?tenant_id=" + tenant)
                        .status())
                .isEqualTo(200);
        var replay = api.post("/v1/receipts/" + receipt + "/replay", "{'at':'receipt'}", "X-Tenant-ID", tenant);
        assertThat(replay.status()).as("%s", replay.body()).isEqualTo(200);
        var exported = api.get("/admin/export/gone?tenant_id=" + tenant);
        assertThat(exported.status()).isEqualTo(200);
        assertThat(exported.at("/episodes")).isEmpty();
        long memories = exported.at("/memories").size();
        assertThat(memories).isPositive();

        assertThat(api.delete("/admin/subjects/gone?tenant_id=" + tenant).status())
                .isEqualTo(200);
        assertThat(api.get("/admin/subjects?tenant_id=" + tenant).at("/subjects"))
                .isEmpty();
        var imported = api.send(
                "POST",
                "/admin/import",
                "{\"target_tenant_id\":\"%s\",\"document\":%s}"
                        .formatted(tenant, new String(exported.raw(), StandardCharsets.UTF_8)));
        assertThat(imported.status()).as("%s", imported.body()).isLessThan(300);
        await().atMost(SOON)
                .until(() ->
                        system.count("SELECT count(*) FROM memories WHERE tenant_id = ? AND kind <> 'passage'", tenant)
                                == memories);
        api.delete("/admin/subjects/gone?tenant_id=" + tenant);
    }

    @Test
    void singleMemory_expiresWhenSomebodySaysSo() throws Exception {
        record("single", "I live in Oslo.");
        String memory = api.get("/v1/timeline?subject_id=single", "X-Tenant-ID", tenant)
                .at("/memories/0/id")
                .asString();
        String path = "/admin/memories/" + memory + "/retention";

        var set = api.send("PATCH", path, "{\"expires_at\":\"2099-01-01T01:00:00+01:00\"}");

        assertThat(set.status()).as("%s", set.body()).isEqualTo(200);
        assertThat(set.at("/expires_at").asString()).startsWith("2099-01-01T00:00:00");
        assertThat(system.count(
                        "SELECT count(*) FROM memories WHERE id = ?::uuid AND valid_to = '2099-01-01T00:00:00Z'",
                        memory))
                .isEqualTo(1);
        assertThat(api.get("/admin/audit?action=memory.expiry_set&tenant_id=" + tenant)
                        .body()
                        .toString())
                .contains(memory);
        assertThat(api.send("PATCH", path, "{\"expires_at\":null}")
                        .at("/expires_at")
                        .isNull())
                .isTrue();
        for (String wrong :
                List.of("{}", "{\"expires_at\":\"2001-01-01T00:00:00Z\"}", "{\"expires_at\":\"2099-01-01\"}")) {
            assertThat(api.send("PATCH", path, wrong).status()).as(wrong).isEqualTo(422);
        }
        assertThat(api.send("PATCH", "/admin/memories/" + UUID.randomUUID() + "/retention", "{\"expires_at\":null}")
                        .status())
                .isEqualTo(404);
        system.update("UPDATE memories SET status = 'superseded' WHERE id = ?::uuid", memory);
        assertThat(api.send("PATCH", path, "{\"expires_at\":null}").status()).isEqualTo(409);
        api.delete("/admin/subjects/single?tenant_id=" + tenant);
    }

    /** Until there are memories of it. */
    private void record(String subject, String text) throws Exception {
        api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'user','type':'m','payload':{'text':'%s'}}".formatted(subject, text),
                "X-Tenant-ID",
                tenant);
        await().atMost(SOON).until(() -> !api.get("/v1/timeline?subject_id=" + subject, "X-Tenant-ID", tenant)
                .at("/memories")
                .isEmpty());
    }

    private Api.Answer set(String fields) throws Exception {
        return api.send(
                "PUT",
                "/admin/retention",
                "{'tenant_id':'%s',%s}".formatted(tenant, fields).replace('\'', '"'));
    }
}
