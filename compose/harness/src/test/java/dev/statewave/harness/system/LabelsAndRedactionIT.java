package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Labels that are suggested and promoted, and secrets that do not reach the log. */
class LabelsAndRedactionIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    // In parts, so that scanners of repositories do not take them for real ones.
    private static final String TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    private static final String ACCESS_KEY = "AKIA" + "IOSFODNN7EXAMPLE";
    private static final String MARK = "[REDACTED secret.token]";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "labels-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void labels_areSuggested_reviewedAndPromotedInBulk() throws Exception {
        record("{'subject_id':'a','source':'user','type':'message','payload':{'text':'Write to ann@example.com.'}}");
        record(
                "{'subject_id':'b','source':'user','type':'message','payload':{'text':'Or to bob@example.com or +49 30 1234567.'}}");
        String list = "/admin/memories/with-suggested-labels?label=pii.email&tenant_id=" + tenant;
        await().atMost(SOON).until(() -> api.get(list).at("/total").asInt() >= 2);
        int count = api.get(list).at("/total").asInt();
        assertThat(api.get(list).at("/catalogue").valueStream().map(label -> label.path("label")
                        .asString()))
                .containsExactly(
                        "pii.email",
                        "pii.phone",
                        "financial.card",
                        "financial.iban",
                        "secret.token",
                        "health.condition");

        var preview = api.post(
                "/admin/memories/promote-labels",
                "{'tenant_id':'%s','label':'pii.email','dry_run':true}".formatted(tenant));
        assertThat(preview.at("/matched").asInt()).isEqualTo(count);
        assertThat(preview.at("/promoted").asInt()).isZero();
        assertThat(api.get(list).at("/total").asInt()).isEqualTo(count);
        var other = api.post(
                "/admin/memories/promote-labels",
                "{'tenant_id':'%s','label':'pii.email','expected_count':%d}".formatted(tenant, count + 1));
        assertThat(other.status()).isEqualTo(409);
        assertThat(api.post("/admin/memories/promote-labels", "{'tenant_id':'%s'}".formatted(tenant))
                        .status())
                .isEqualTo(422);

        var promoted = api.post(
                "/admin/memories/promote-labels",
                "{'tenant_id':'%s','label':'pii.email','expected_count':%d}".formatted(tenant, count));

        assertThat(promoted.status()).isEqualTo(200);
        assertThat(promoted.at("/promoted").asInt()).isEqualTo(count);
        assertThat(api.get(list).at("/total").asInt()).isZero();
        assertThat(system.count(
                        "SELECT count(*) FROM memories WHERE tenant_id = ? AND sensitivity_labels = '{pii.email}' "
                                + "AND kind <> 'passage'",
                        tenant))
                .isEqualTo(count);
        assertThat(api.get("/admin/audit?tenant_id=" + tenant)
                        .at("/entries")
                        .valueStream()
                        .filter(entry -> entry.path("action").asString().equals("memory.labels_promote")))
                .hasSize(count);
    }

    @Test
    void secrets_neverReachTheLogOfATenantThatWantsThemRedacted() throws Exception {
        assertThat(api.send("PATCH", "/admin/tenants/%s/config".formatted(tenant), "{\"redact_secrets\":true}")
                        .at("/config/redact_secrets")
                        .asBoolean())
                .isTrue();
        String text = "The key is %s now.".formatted(ACCESS_KEY);
        String episode = "{'subject_id':'s','source':'user','type':'message','idempotency_key':'%1$s',"
                + "'payload':{'text':'%2$s','%1$s':1},'metadata':{'a':['%1$s']},'provenance':{'u':'https://x.dev/?t=%1$s'}}";
        String body = episode.formatted(TOKEN, text);
        await().atMost(SOON).until(() -> api.post(
                        "/v1/episodes",
                        body.replace(TOKEN, "probe-" + UUID.randomUUID()).replace("'s'", "'probe'"),
                        "X-Tenant-ID",
                        tenant)
                .at("/payload/text")
                .asString()
                .contains(MARK));

        JsonNode first = record(body);
        var again = api.post("/v1/episodes", body, "X-Tenant-ID", tenant);
        record("{'episodes':[%s]}".formatted(body.replace(TOKEN + "',", TOKEN + "x',")), "/v1/episodes/batch");
        system.produce("statewave.episodes", "k", body.replace("'s'", "'outside'"), Map.of("X-Tenant-ID", tenant));
        await().atMost(SOON)
                .until(() -> system.count(
                                "SELECT count(*) FROM episodes WHERE tenant_id = ? AND subject_id = 'outside'", tenant)
                        == 1);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.at("/id").asString()).isEqualTo(first.path("id").asString());
        assertThat(again.at("/payload").toString()).doesNotContain(TOKEN).contains(MARK);
        assertThat(system.records("statewave.subject-log").stream()
                        .filter(record -> record.key().startsWith(tenant + "/")
                                && !record.key().endsWith("/probe"))
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(record ->
                        assertThat(record).contains(MARK).doesNotContain(TOKEN).doesNotContain(ACCESS_KEY));
    }

    private JsonNode record(String body) throws Exception {
        return record(body, "/v1/episodes");
    }

    private JsonNode record(String body, String path) throws Exception {
        var answer = api.post(path, body, "X-Tenant-ID", tenant);
        assertThat(answer.status()).isEqualTo(201);
        return answer.body();
    }
}
