package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.system.Deployable;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings that are shown, stored, and applied by the next start. */
class SettingsIT {

    private static final String KEY = "max_body_bytes";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String tenant = "settings-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void takeAway() throws Exception {
        api.delete("/admin/settings/" + KEY);
    }

    @Test
    void settings_areShownWithTheirBounds_andSecretsWithTheirEndOnly() throws Exception {
        var all = api.get("/admin/settings");

        assertThat(all.status()).isEqualTo(200);
        var bodies = all.at("/settings/" + KEY);
        assertThat(bodies.path("value").asInt()).isEqualTo(16_777_216);
        assertThat(bodies.path("env_name").asString()).isEqualTo("STATEWAVE_MAX_BODY_BYTES");
        assertThat(bodies.path("min_value").asInt()).isEqualTo(1_024);
        assertThat(bodies.path("source").asString()).isEqualTo("env");
        assertThat(bodies.path("editable").asBoolean()).isTrue();
        assertThat(all.at("/settings/webhook_secret/value").asString()).isEqualTo("••••••••aSw");
        assertThat(all.at("/settings/webhook_secret/editable").asBoolean()).isFalse();
        assertThat(new String(all.raw(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain(TestSystem.SECRET)
                .doesNotContain(TestSystem.RECEIPT_KEY);
        assertThat(all.at("/settings/compile_quiet_ms/applied_value").asInt()).isEqualTo(500);
        assertThat(api.get("/admin/settings/no_such").status()).isEqualTo(404);
    }

    @Test
    void aStoredValue_holdsFromTheNextStartOn_beforeTheEnvironment() throws Exception {
        var stored = api.send(
                "PATCH", "/admin/settings/" + KEY, "{\"value\":2048,\"changed_by\":\"ann\",\"note\":\"smaller\"}");

        assertThat(stored.at("/value").asInt()).isEqualTo(2_048);
        assertThat(stored.at("/source").asString()).isEqualTo("global_db");
        var shown = api.get("/admin/settings/" + KEY);
        assertThat(shown.at("/value").asInt()).isEqualTo(2_048);
        assertThat(shown.at("/applied_value").asInt()).isEqualTo(16_777_216);
        assertThat(shown.at("/pending_restart").asBoolean()).isTrue();
        assertThat(shown.at("/source").asString()).isEqualTo("global_db");
        var arguments = new java.util.ArrayList<>(system.behindAnotherGateway());
        arguments.add("--statewave.max-body-bytes=1048576");
        try (var gateway = Deployable.API_GATEWAY.application().run(arguments.toArray(String[]::new))) {
            Api other =
                    new Api("http://localhost:" + gateway.getEnvironment().getRequiredProperty("local.server.port"));
            assertThat(other.post("/v1/episodes", "{'a':'%s'}".formatted("x".repeat(3_000)))
                            .status())
                    .isEqualTo(413);
        }

        var again = api.send("PATCH", "/admin/settings/" + KEY, "{\"value\":\"4096\"}");
        var removed = api.delete("/admin/settings/" + KEY + "?changed_by=ben&note=back");

        assertThat(again.status()).isEqualTo(200);
        assertThat(removed.at("/source").asString()).isEqualTo("env");
        assertThat(api.get("/admin/settings/" + KEY).at("/pending_restart").asBoolean())
                .isFalse();
        var changes =
                api.get("/admin/settings/audit/log?key=" + KEY + "&limit=3").at("/entries");
        assertThat(changes.valueStream().map(change -> "%s %s %s %s %s"
                        .formatted(
                                change.path("action").asString(),
                                change.path("old_value"),
                                change.path("new_value"),
                                change.path("changed_by").asString(),
                                change.path("note"))))
                .containsExactly(
                        "delete 4096 null ben \"back\"",
                        "patch 2048 4096 anonymous null",
                        "patch null 2048 ann \"smaller\"");
    }

    @Test
    void appliedSettings_holdEverywhere_withoutARestart() throws Exception {
        String hot = "/admin/settings/rate_limit_tenant_rpm";
        String[] caller = {"X-Tenant-ID", "budget-" + tenant};
        assertThat(api.send("PATCH", hot, "{\"value\":1}").status()).isEqualTo(200);
        assertThat(api.send("PATCH", "/admin/settings/" + KEY, "{\"value\":8388608}")
                        .status())
                .isEqualTo(200);
        try {
            var waiting = api.get(hot);
            assertThat(waiting.at("/hot_reloadable").asBoolean()).isTrue();
            assertThat(waiting.at("/pending_restart").asBoolean()).isTrue();
            assertThat(api.get("/v1/subjects", caller).status()).isEqualTo(200);
            assertThat(api.get("/v1/subjects", caller).status()).isEqualTo(200);

            var applied = api.post("/admin/settings/apply", "");

            assertThat(applied.status()).isEqualTo(200);
            assertThat(applied.at("/applied").asInt()).isEqualTo(1);
            assertThat(applied.at("/keys/0").asString()).isEqualTo("rate_limit_tenant_rpm");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> api.get("/v1/subjects", caller).status() == 429);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !api.get(hot).at("/pending_restart").asBoolean());
            assertThat(api.get(hot).at("/applied_value").asInt()).isEqualTo(1);
            assertThat(api.get("/admin/settings/" + KEY).at("/pending_restart").asBoolean())
                    .isTrue();
            assertThat(api.get("/admin/audit?action=settings.apply").body().toString())
                    .contains("rate_limit_tenant_rpm");
        } finally {
            api.delete("/admin/settings/" + KEY);
            api.delete(hot);
            api.post("/admin/settings/apply", "");
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/v1/subjects", caller).status() == 200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get(hot).at("/applied_value").asInt() == 0);
    }

    @Test
    void restart_isRefused_whereNothingStartsTheProcessesAgain() throws Exception {
        var refused = api.post("/admin/restart", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("/error/code").asString()).isEqualTo("restart_unsupervised");
        assertThat(system.count("SELECT restarts FROM applied_settings")).isZero();
    }

    @Test
    void whatWouldStopTheStart_isRefused() throws Exception {
        refused(KEY, "100", "STATEWAVE_MAX_BODY_BYTES must be 1024 to 1073741824.");
        refused(KEY, "1.5", "STATEWAVE_MAX_BODY_BYTES must be a whole number.");
        refused(KEY, "[]", "STATEWAVE_MAX_BODY_BYTES must be given as value: text, a number, true or false.");
        refused("ranking", "\"best\"", "STATEWAVE_RANKING must be one of hybrid, statewave.");
        refused("require_tenant", "\"maybe\"", "STATEWAVE_REQUIRE_TENANT must be true or false.");
        refused("api_key", "\"x\"", "STATEWAVE_API_KEY cannot be stored: set it in the environment, and restart.");
        assertThat(api.send("PATCH", "/admin/settings/no_such", "{\"value\":1}").status())
                .isEqualTo(404);
        var tried = api.post("/admin/settings/test", "{'key':'ranking','value':'best'}");
        assertThat(tried.at("/ok").asBoolean()).isFalse();
        assertThat(tried.at("/detail").asString()).contains("hybrid, statewave");
        assertThat(api.post("/admin/settings/test", "{'key':'ranking','value':'hybrid'}")
                        .at("/ok")
                        .asBoolean())
                .isTrue();
        assertThat(system.count("SELECT count(*) FROM stored_settings")).isZero();
    }

    private void refused(String key, String value, String message) throws Exception {
        var answer = api.send("PATCH", "/admin/settings/" + key, "{\"value\":%s}".formatted(value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("/error/code").asString()).isEqualTo("setting_refused");
        assertThat(answer.at("/error/message").asString()).isEqualTo(message);
    }

    @Test
    void aValueOfATenant_holdsWithoutARestart() throws Exception {
        String path = "/admin/settings/tenants/" + tenant + "/redact_secrets";
        String secret = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

        assertThat(api.send("PATCH", path, "{\"value\":true}").at("/source").asString())
                .isEqualTo("tenant_db");

        var shown = api.get("/admin/settings/redact_secrets?tenant_id=" + tenant);
        assertThat(shown.at("/value").asBoolean()).isTrue();
        assertThat(shown.at("/source").asString()).isEqualTo("tenant_db");
        assertThat(api.get("/admin/settings/redact_secrets").at("/value").asBoolean())
                .isFalse();
        await().atMost(Duration.ofSeconds(30)).until(() -> api.post(
                        "/v1/episodes",
                        "{'subject_id':'s','source':'a','type':'b','payload':{'t':'%s'}}".formatted(secret),
                        "X-Tenant-ID",
                        tenant)
                .at("/payload/t")
                .asString()
                .equals("[REDACTED secret.token]"));
        assertThat(api.delete(path).status()).isEqualTo(200);
        assertThat(api.get("/admin/tenants/" + tenant + "/config").at("/config").has("redact_secrets"))
                .isFalse();
        assertThat(api.send("PATCH", "/admin/settings/tenants/" + tenant + "/ranking", "{\"value\":\"hybrid\"}")
                        .status())
                .isEqualTo(400);
        assertThat(api.get("/admin/settings/audit/log?key=redact_secrets&limit=2")
                        .at("/entries")
                        .valueStream()
                        .map(change -> change.path("tenant_id").asString()))
                .containsExactly(tenant, tenant);
    }

    @Test
    void readinessCheck_namesWhatIsUnwise_andConnectionInfoSaysWhatRuns() throws Exception {
        var issues = api.get("/admin/readiness-check");
        assertThat(issues.at("/issues").valueStream().map(issue -> issue.path("id")
                        .asString()))
                .contains("no_auth", "one_copy_of_topics", "no_rate_limit", "no_retention")
                .doesNotContain("no_embeddings", "webhook_unsigned", "receipts_unsigned");
        var info = api.get("/admin/connection-info");
        assertThat(info.at("/auth_enabled").asBoolean()).isFalse();
        assertThat(info.at("/embedding_provider").asString()).isEqualTo("local");
        assertThat(info.at("/schema_head").asString()).isNotEmpty();
    }
}
