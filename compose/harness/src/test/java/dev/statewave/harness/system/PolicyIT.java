package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Bundles, and what they do to answers and receipts. */
class PolicyIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String RULES = """
            version: 1
            metadata: {owner: security}
            rules:
              - {id: no-homes, when: {memory_has_any_label: [pii.home], caller_type: marketing}, action: deny}
              - {id: hide-homes, when: {memory_has_any_label: [pii.home], caller_type: sales}, action: redact}
              - {id: never, when: {memory_has_any_label: [unused]}, action: deny}
            """;

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "rules-" + run;
    private final String subject = "user:" + run;

    @AfterEach
    void end() throws Exception {
        post("/admin/policy/deactivate", "{'tenant_id':'%s'}".formatted(tenant));
        api.delete("/v1/subjects/" + subject, "X-Tenant-ID", tenant);
    }

    @Test
    void bundle_isStoredOnce_activated_andToldAsItIs() throws Exception {
        String layout = "# the same\n" + RULES.replace("version: 1\n", "").replace("[pii.home]", "[ \"PII.Home\" ]")
                + "version: 1\n";

        JsonNode first = upload(RULES, false);
        JsonNode second = upload(layout, false);

        assertThat(first.path("rule_count").asInt()).isEqualTo(3);
        assertThat(first.path("active").asBoolean()).isFalse();
        String hash = first.path("bundle_hash").asString();
        assertThat(second.path("bundle_hash").asString()).isEqualTo(hash);
        assertThat(api.get("/admin/policy/bundles?tenant_id=" + tenant)
                        .at("/bundles")
                        .size())
                .isEqualTo(1);
        assertThat(new String(
                        api.get("/admin/policy/active?tenant_id=" + tenant).raw()))
                .isEqualTo("null");
        assertThat(post("/admin/policy/activate", "{'bundle_hash':'%s','tenant_id':'other'}".formatted(hash))
                        .status())
                .isEqualTo(404);
        assertThat(activate(hash).at("/active").asBoolean()).isTrue();
        assertThat(api.get("/admin/policy/active?tenant_id=" + tenant)
                        .at("/rules/0/id")
                        .asString())
                .isEqualTo("no-homes");
        var one = api.get("/admin/policy/bundles/%s?tenant_id=%s".formatted(hash, tenant));
        assertThat(one.at("/yaml_content").asString()).isEqualTo(RULES);
        assertThat(one.at("/metadata/owner").asString()).isEqualTo("security");
        assertThat(api.get("/admin/policy/bundles/" + "0".repeat(64)).status()).isEqualTo(404);
        String other = upload("version: 1\nrules: []", true).path("bundle_hash").asString();
        assertThat(api.get("/admin/policy/active?tenant_id=" + tenant)
                        .at("/bundle_hash")
                        .asString())
                .isEqualTo(other);
        assertThat(api.get("/admin/audit?tenant_id=" + tenant)
                        .at("/entries")
                        .valueStream()
                        .map(entry -> entry.path("action").asString()))
                .containsExactly("policy.upload", "policy.activate", "policy.upload", "policy.upload");
    }

    @Test
    void whatIsNoBundle_isRefused_andSaysWhy() throws Exception {
        var answer = api.send(
                "POST",
                "/admin/policy/bundles",
                Json.object()
                        .put("yaml_content", "version: 1\nrules: [{id: x, when: {caller_kind: y}, action: deny}]")
                        .toString());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/error/message").asString())
                .contains("rules[0] (x)")
                .contains("caller_kind");
        assertThat(post("/admin/policy/bundles", "{}").status()).isEqualTo(422);
        assertThat(post("/admin/policy/simulate", "{'yaml_content':'['}").status())
                .isEqualTo(400);
        assertThat(post("/admin/policy/simulate", "{}").status()).isEqualTo(400);
    }

    @Test
    void logOnly_showsAll_andReceiptsTellWhatFired_andSimulationsAgree() throws Exception {
        String home = fill();
        String hash = upload(RULES, true).path("bundle_hash").asString();
        post("/admin/policy/reload", "");

        await().atMost(SOON).until(() -> receipt(context("marketing"))
                .at("/policy/filters_applied/0")
                .isObject());
        var context = context("marketing");

        assertThat(context.at("/assembled_context").asString()).contains("Lisbon");
        JsonNode receipt = receipt(context);
        assertThat(receipt.at("/policy/mode").asString()).isEqualTo("log_only");
        assertThat(receipt.at("/policy/policy_bundle_hash").asString()).isEqualTo(hash);
        assertThat(receipt.at("/policy/filters_applied").toString())
                .isEqualTo("[{\"action\":\"deny\",\"memory_id\":\"%s\",\"rule_id\":\"no-homes\"}]".formatted(home));
        assertThat(receipt.at("/policy/filters_skipped").valueStream().map(skipped -> skipped.path("rule_id")
                        .asString()))
                .containsExactly("hide-homes", "never");
        assertThat(receipt.at("/policy_snapshot/bundle_hash").asString()).isEqualTo(hash);
        assertThat(receipt.at("/policy_snapshot/bundle_yaml").asString()).isEqualTo(RULES);
        await().atMost(SOON)
                .until(() -> api.get("/admin/policy/active?tenant_id=" + tenant)
                                .at("/rules/0/hits")
                                .asInt()
                        > 0);
        assertThat(api.get("/admin/policy/active?tenant_id=" + tenant)
                        .at("/rules/2/hits")
                        .asInt())
                .isZero();
        var simulated = post(
                "/admin/policy/simulate", "{'bundle_hash':'%s','tenant_id':'%s','limit':200}".formatted(hash, tenant));
        assertThat(simulated.at("/rules/0/hits").asInt()).isPositive();
        assertThat(simulated.at("/rules/1/hits").asInt()).isZero();
        assertThat(simulated.at("/receipts_changed").asInt()).isPositive();
        assertThat(simulated.at("/receipts/0/denied/0/memory_id").asString()).isEqualTo(home);
        assertThat(simulated.at("/receipts/0/caller_type").asString()).isEqualTo("marketing");
    }

    @Test
    void enforced_isTold_andStrangersToTheTenantAreNotConcerned() throws Exception {
        String home = fill();
        upload(RULES, true);
        configure("{'policy_mode':'enforce'}");
        await().atMost(SOON).until(() -> !context("marketing")
                .at("/assembled_context")
                .asString()
                .contains("Lisbon"));

        JsonNode denied = receipt(context("marketing"));
        assertThat(denied.at("/policy/mode").asString()).isEqualTo("enforce");
        assertThat(denied.at("/policy/filters_applied/0/memory_id").asString()).isEqualTo(home);
        assertThat(denied.at("/excluded_entries").toString()).contains("policy:no-homes");
        assertThat(denied.at("/selected_entries").toString()).doesNotContain(home);
        assertThat(denied.toString().replace(RULES, "")).doesNotContain("Lisbon");

        var redacted = context("sales");
        assertThat(receipt(redacted).at("/selected_entries").toString()).contains(home);
        JsonNode fact = redacted.at("/facts")
                .valueStream()
                .filter(memory -> memory.path("id").asString().equals(home))
                .findFirst()
                .orElseThrow();
        assertThat(List.of(fact.path("content").asString(), fact.path("summary").asString()))
                .containsOnly("[REDACTED by policy]");
        assertThat(fact.path("metadata").isEmpty()).isTrue();
        // Nobody said who asks: no rule names that.
        assertThat(search("Lisbon").at("/memories").toString()).contains("Lisbon");
        assertThat(search("Lisbon", "X-Caller-Type", "sales").at("/memories").size())
                .as("no text leads to a redacted memory")
                .isZero();
        // Who reads over all tenants reads each by its own rules.
        var acrossTenants = api.get("/v1/timeline?subject_id=" + subject, "X-Caller-Type", "marketing");
        assertThat(new String(acrossTenants.raw())).doesNotContain("Lisbon");
        // Each service looks at policies for itself, within two seconds. Until then it sets the labels that there are.
        await().atMost(SOON)
                .until(() -> api.send(
                                        "PATCH",
                                        "/v1/memories/" + home + "/labels",
                                        "{\"sensitivity_labels\":[\"pii.home\"]}",
                                        "X-Caller-Type",
                                        "marketing",
                                        "X-Tenant-ID",
                                        tenant)
                                .status()
                        == 404);
        assertThat(api.send(
                                "PATCH",
                                "/v1/memories/" + home + "/labels",
                                "{\"sensitivity_labels\":[]}",
                                "X-Caller-Type",
                                "sales",
                                "X-Tenant-ID",
                                tenant)
                        .at("/error/code")
                        .asString())
                .isEqualTo("policy_denied");
    }

    @Test
    void requiredIdentity_isAskedFor() throws Exception {
        configure("{'require_caller_identity':true}");
        await().atMost(SOON).until(() -> search("x").status() == 401);

        assertThat(search("x").at("/error/code").asString()).isEqualTo("caller_identity_required");
        assertThat(search("x", "X-Caller-Type", "sales").status()).isEqualTo(401);
        assertThat(search("x", "X-Caller-Type", "sales", "X-Caller-Id", "s-1").status())
                .isEqualTo(200);
        await().atMost(SOON).until(() -> context("sales").status() == 200);
        assertThat(post("/v1/context", "{'subject_id':'%s','task':'t'}".formatted(subject))
                        .status())
                .isEqualTo(401);
        assertThat(post("/v1/handoff", "{'subject_id':'%s','session_id':'s'}".formatted(subject))
                        .status())
                .isEqualTo(401);
        assertThat(api.get("/v1/timeline?subject_id=" + subject, "X-Tenant-ID", tenant)
                        .status())
                .isEqualTo(401);
    }

    /** @return the id of the memory that has a label */
    private String fill() throws Exception {
        post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'user','type':'message','payload':{'text':'I live in Lisbon.'}}"
                        .formatted(subject));
        post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'user','type':'message','payload':{'text':'I prefer green tea.'}}"
                        .formatted(subject));
        String home = post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject))
                .at("/memories")
                .valueStream()
                .filter(memory -> memory.path("kind").asString().equals("profile_fact"))
                .filter(memory -> memory.path("content").asString().contains("Lisbon"))
                .map(memory -> memory.path("id").asString())
                .findFirst()
                .orElseThrow();
        api.send(
                "PATCH",
                "/v1/memories/" + home + "/labels",
                "{\"sensitivity_labels\":[\"pii.home\"]}",
                "X-Tenant-ID",
                tenant);
        return home;
    }

    private JsonNode upload(String yaml, boolean activate) throws Exception {
        return api.send(
                        "POST",
                        "/admin/policy/bundles",
                        Json.object()
                                .put("yaml_content", yaml)
                                .put("tenant_id", tenant)
                                .put("activate", activate)
                                .toString())
                .body();
    }

    private Api.Answer activate(String hash) throws Exception {
        return post("/admin/policy/activate", "{'bundle_hash':'%s','tenant_id':'%s'}".formatted(hash, tenant));
    }

    private void configure(String body) throws Exception {
        assertThat(api.send("PATCH", "/admin/tenants/" + tenant + "/config", body.replace('\'', '"'))
                        .status())
                .isEqualTo(200);
    }

    private Api.Answer context(String callerType) throws Exception {
        return post(
                "/v1/context",
                "{'subject_id':'%s','task':'Where is home?','emit_receipt':true,'caller_id':'c-1','caller_type':'%s'}"
                        .formatted(subject, callerType));
    }

    private JsonNode receipt(Api.Answer context) throws Exception {
        String id = context.at("/receipt_id").asString();
        await().atMost(SOON)
                .until(() ->
                        api.get("/v1/receipts/" + id, "X-Tenant-ID", tenant).status() == 200);
        return api.get("/v1/receipts/" + id, "X-Tenant-ID", tenant).body();
    }

    private Api.Answer search(String text, String... headers) throws Exception {
        String[] all = Stream.concat(Stream.of("X-Tenant-ID", tenant), Stream.of(headers))
                .toArray(String[]::new);
        return api.get("/v1/memories/search?search_mode=text&subject_id=%s&q=%s".formatted(subject, text), all);
    }

    private Api.Answer post(String path, String body) throws Exception {
        return api.post(path, body, "X-Tenant-ID", tenant);
    }
}
