package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.client.WebhookReceiver;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What support teams live on: health and its alerts, SLA, handoff, templates, labels; and what connectors push. */
class SupportIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String subject = "customer/" + UUID.randomUUID();
    private final String path = "/v1/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);

    @Test
    void changeOfHealth_isToldOnceAndAgainWhenItImproves() throws Exception {
        say("old", "user", "the invoice export fails with error 17");
        resolve("old", "resolved");
        say("new", "user", "the invoice export fails again with error 17");
        resolve("new", "open");

        for (int i = 0; i < 3; i++) {
            var health = api.get(path + "/health");
            assertThat(health.at("/state").asString()).isEqualTo("healthy");
        }
        say("new", "user", "this is urgent and critical");
        var worse = api.get(path + "/health");
        // A raw slash in the path is the same subject.
        var same = api.get("/v1/subjects/" + subject + "/health");

        assertThat(worse.at("/score").asInt()).isEqualTo(100 - 15 - 20 - 10 + 10);
        assertThat(worse.at("/state").asString()).isEqualTo("watch");
        assertThat(worse.at("/factors").valueStream().map(factor -> factor.path("signal")
                        .asString()))
                .containsExactly("unresolved_issues", "repeated_issues", "escalations", "recent_resolution");
        assertThat(same.body()).isEqualTo(worse.body());
        await().atMost(SOON).untilAsserted(() -> assertThat(alerts()).containsExactly("subject.health_degraded"));

        resolve("new", "resolved");
        assertThat(api.get(path + "/health").at("/state").asString()).isEqualTo("healthy");
        await().atMost(SOON).untilAsserted(() -> assertThat(alerts())
                .containsExactly("subject.health_degraded", "subject.health_improved"));
        JsonNode told = system.receiver().about(subject).stream()
                .filter(heard -> heard.event().equals("subject.health_degraded"))
                .findFirst()
                .orElseThrow()
                .body()
                .path("data");
        assertThat(told.path("previous_state").asString()).isEqualTo("healthy");
        assertThat(told.path("factors").size()).isEqualTo(3);
    }

    @Test
    void unknownSubject_isHealthyAndLeavesNothingBehind() throws Exception {
        var health = api.get("/v1/subjects/nobody-" + subject + "/health");
        var sla = api.get("/v1/subjects/nobody-" + subject + "/sla");

        assertThat(health.body().toString())
                .isEqualTo("{\"subject_id\":\"nobody-%s\",\"score\":100,\"state\":\"healthy\",\"factors\":[]}"
                        .formatted(subject));
        assertThat(sla.at("/total_sessions").asInt()).isZero();
        assertThat(sla.at("/sessions").isArray()).isTrue();
        assertThat(system.count("SELECT count(*) FROM subject_health WHERE subject_id = ?", "nobody-" + subject))
                .isZero();
    }

    @Test
    void sla_countsSessionsAndBreaches() throws Exception {
        say("one", "customer", "hello?");
        say("one", "support", "yes?");
        say("two", "user", "nobody there");
        resolve("one", "resolved");
        resolve("two", "open");

        var sla = api.get(path + "/sla?first_response_threshold_minutes=0&resolution_threshold_hours=0");

        assertThat(sla.at("/total_sessions").asInt()).isEqualTo(2);
        assertThat(sla.at("/resolved_sessions").asInt()).isOne();
        assertThat(sla.at("/open_sessions").asInt()).isOne();
        assertThat(sla.at("/first_response_breach_count").asInt()).isOne();
        assertThat(sla.at("/resolution_breach_count").asInt()).isOne();
        assertThat(sla.at("/sessions/0/session_id").asString()).isEqualTo("one");
        assertThat(sla.at("/sessions/0/first_message_at").asString()).endsWith("+00:00");
        assertThat(sla.at("/sessions/1/open_duration_seconds").asDouble()).isPositive();
        assertThat(sla.at("/sessions/1/first_response_at").isNull()).isTrue();
        assertThat(api.get(path + "/sla?resolution_threshold_hours=-1")
                        .at("/error/details/0/type")
                        .asString())
                .isEqualTo("greater_than_equal");
    }

    @Test
    void handoff_tellsTheNextOneWhatMatters() throws Exception {
        say("before", "user", "my password was wrong");
        resolve("before", "resolved");
        say("now", "user", "My name is Ada Lovelace. The dashboard is broken");
        say("now", "agent", "restarted the dashboard");
        resolve("now", "open");
        api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");

        String request = "{'subject_id':'%s','session_id':'now'}".formatted(subject);
        var brief = api.post("/v1/handoff", request);
        String notes = brief.at("/handoff_notes").asString();

        assertThat(brief.status()).isEqualTo(200);
        assertThat(brief.at("/reason").asString()).isEqualTo("escalation");
        assertThat(brief.at("/active_issue").asString())
                .startsWith("[user/message] user: My name is Ada")
                .endsWith("(+ 1 more messages in session)");
        assertThat(brief.at("/attempted_steps/0").asString()).isEqualTo("agent: restarted the dashboard");
        assertThat(brief.at("/key_facts").toString()).contains("My name is Ada Lovelace");
        assertThat(brief.at("/recent_context/0").asString())
                .isEqualTo("[user/message] [before] user: my password was wrong");
        assertThat(brief.at("/health_state").asString())
                .isEqualTo(api.get(path + "/health").at("/state").asString());
        assertThat(notes)
                .startsWith("# Handoff Brief — " + subject + "\nReason: escalation\nSession: now\n\n## Customer\n")
                .contains("🟢 Health: HEALTHY")
                .containsSubsequence(
                        "## Active Issue",
                        "## What Has Been Tried",
                        "## Open Issues\n- [now] No summary\n## Previously Resolved\n- [before] Resolved",
                        "## Key Facts",
                        "## Recent Context (other sessions)");
        assertThat(api.post("/v1/handoff", request).at("/handoff_notes").asString())
                .isEqualTo(notes);
        assertThat(brief.at("/provenance/episode_ids").size()).isEqualTo(2);
        assertThat(brief.at("/provenance/resolution_ids").size()).isEqualTo(2);
        var small = api.post("/v1/handoff", request.replace("}", ",'max_tokens':20}"));
        assertThat(small.at("/token_estimate").asInt()).isLessThanOrEqualTo(20);
        assertThat(notes).startsWith(small.at("/handoff_notes").asString());
    }

    @Test
    void filledTemplate_isAnOrdinaryEpisode() throws Exception {
        assertThat(api.get("/v1/memory-templates")
                        .at("/templates")
                        .valueStream()
                        .map(template -> template.path("id").asString()))
                .containsExactly(
                        "account-onboarding",
                        "customer-support-handoff",
                        "incident-summary",
                        "project-decision",
                        "user-preference");
        var filled = api.post(
                "/v1/memory-templates/user-preference/apply",
                "{'subject_id':'%s','values':{'subject':'tone','preference':'short {rationale}'}}".formatted(subject));

        assertThat(filled.status()).isEqualTo(201);
        assertThat(filled.at("/type").asString()).isEqualTo("profile.preference");
        assertThat(filled.at("/payload/content").asString())
                .isEqualTo("Preference about tone: short {rationale}\n\nReason: ");
        assertThat(filled.at("/metadata/template").toString()).isEqualTo("{\"id\":\"user-preference\",\"version\":1}");
        assertThat(api.get("/v1/timeline?subject_id=" + subject).at("/episodes/0"))
                .isEqualTo(filled.body());
        assertThat(api.get("/v1/memory-templates/none").status()).isEqualTo(404);
        var refused = api.post(
                "/v1/memory-templates/user-preference/apply",
                "{'subject_id':'%s','values':{'subject':1,'colour':'red'}}".formatted(subject));
        assertThat(refused.at("/error/details")
                        .valueStream()
                        .map(error -> error.path("type").asString() + error.path("loc")))
                .containsExactly(
                        "string_type[\"body\",\"values\",\"subject\"]",
                        "extra_forbidden[\"body\",\"values\",\"colour\"]",
                        "missing[\"body\",\"values\",\"preference\"]");
    }

    @Test
    void labels_areReplacedAsAWhole() throws Exception {
        say("s", "user", "I use vim");
        var memory = api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}")
                .at("/memories/0");
        String labels = "/v1/memories/" + memory.path("id").asString() + "/labels";

        var set =
                api.send("PATCH", labels, "{\"sensitivity_labels\":[\" PII.Email\",\"pii.email\",\"\",\"internal\"]}");

        assertThat(set.status()).isEqualTo(200);
        assertThat(set.at("/sensitivity_labels").toString()).isEqualTo("[\"pii.email\",\"internal\"]");
        assertThat(api.get("/v1/timeline?subject_id=" + subject).at("/memories/0"))
                .isEqualTo(set.body());
        assertThat(api.send("PATCH", labels, "{\"sensitivity_labels\":[]}")
                        .at("/sensitivity_labels")
                        .size())
                .isZero();
        assertThat(api.send("PATCH", "/v1/memories/" + UUID.randomUUID() + "/labels", "{\"sensitivity_labels\":[]}")
                        .status())
                .isEqualTo(404);
        assertThat(api.send("PATCH", "/v1/memories/nonsense/labels", "{\"sensitivity_labels\":[]}")
                        .at("/error/details/0/type")
                        .asString())
                .isEqualTo("uuid_parsing");
        String many = "\"l0\"" + ",\"x\"".repeat(2);
        for (int i = 1; i < 33; i++) {
            many += ",\"l" + i + "\"";
        }
        assertThat(api.send("PATCH", labels, "{\"sensitivity_labels\":[" + many + "]}")
                        .at("/error/details/0/type")
                        .asString())
                .isEqualTo("too_long");
    }

    @Test
    void episodeOfAConnector_isTaken() throws Exception {
        String raw =
                "{'subject':'%s','kind':'github.issue.opened','text':'It crashes','occurred_at':'2026-01-02T03:04:05Z',"
                                .formatted(subject)
                        + "'source':{'type':'github','id':'42','url':'https://example.org/42'},'idempotency_key':'gh:42'}";
        var taken = api.post("/v1/episodes", raw);
        var batch = api.post("/v1/episodes/batch", "{'episodes':[" + raw + "]}");

        assertThat(taken.status()).isEqualTo(201);
        assertThat(taken.at("/source").asString()).isEqualTo("github");
        assertThat(taken.at("/type").asString()).isEqualTo("github.issue.opened");
        assertThat(taken.at("/payload").toString())
                .isEqualTo("{\"text\":\"It crashes\",\"source_id\":\"42\",\"source_url\":\"https://example.org/42\"}");
        assertThat(taken.at("/occurred_at").asString()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(batch.at("/episodes_created").asInt()).isZero();
        assertThat(api.post("/v1/episodes", "{'kind':'x','source':{'id':'1'},'text':''}")
                        .at("/error/details")
                        .valueStream()
                        .map(error -> error.path("loc").toString()))
                .containsExactly("[\"body\",\"subject_id\"]", "[\"body\",\"source\"]");
    }

    @Test
    void search_blendsMeaningAndWordsAndLiftsNames() throws Exception {
        say("s", "user", "Caroline went to the pottery class");
        say("s", "user", "Melanie went to the pottery class");
        say("s", "user", "zxqv-77 is the serial number");
        api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        await().atMost(SOON)
                .until(() -> system.count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", subject) == 3);
        String search = "/v1/memories/search?subject_id=" + subject + "&limit=1&semantic=true&q=";

        assertThat(api.get(search + "serial+of+zxqv-77")
                        .at("/memories/0/content")
                        .asString())
                .contains("zxqv-77");
        assertThat(api.get(search + "pottery+Carolne&entity_weight=1&entity_max_distance=0.3")
                        .at("/memories/0/content")
                        .asString())
                .contains("Caroline");
        assertThat(api.get(search + "pottery+Melanie&entity_weight=1")
                        .at("/memories/0/content")
                        .asString())
                .contains("Melanie");
        assertThat(api.get(search + "pottery&hybrid=false&rerank=true&rerank_pool=400")
                        .at("/memories")
                        .size())
                .isOne();
        assertThat(api.get(search + "pottery&search_mode=text")
                        .at("/memories/0")
                        .has("score"))
                .isFalse();
        assertThat(api.get(search + "pottery&search_mode=psychic").status()).isEqualTo(422);
        String plain = "/v1/memories/search?subject_id=" + subject + "&q=";
        assertThat(api.get(plain + "Who+does+pottery%3F").at("/memories").size())
                .isPositive();
        assertThat(api.get(plain + "Who+does+pottery%3F&search_mode=text")
                        .at("/memories")
                        .size())
                .isZero();
        assertThat(api.get(plain + "pottery").at("/memories/0").has("score")).isFalse();
    }

    @Test
    void timeline_isPagedFromItsBeginning_andShowsTheNewestUnasked() throws Exception {
        for (int i = 0; i < 5; i++) {
            say("s", "user", "message " + i);
        }
        String timeline = "/v1/timeline?subject_id=" + subject;

        assertThat(texts(timeline + "&limit=2")).containsExactly("message 0", "message 1");
        assertThat(texts(timeline + "&limit=2&offset=4")).containsExactly("message 4");
        assertThat(texts(timeline + "&limit=2&newest_first=true")).containsExactly("message 3", "message 4");
        assertThat(texts(timeline)).hasSize(5);
        assertThat(api.get(timeline + "&limit=2").at("/episodes_has_more").asBoolean())
                .isTrue();
        assertThat(api.get(timeline + "&limit=5").at("/episodes_has_more").asBoolean())
                .isFalse();
        assertThat(api.get(timeline + "&limit=1000").status()).isEqualTo(200);
    }

    @Test
    void timeline_isInTheOrderOfWhatHappened_whateverWasRecordedFirst() throws Exception {
        for (String month : List.of("04", "01", "02")) {
            api.post(
                    "/v1/episodes",
                    "{'subject_id':'%s','source':'s','type':'t','occurred_at':'2026-%s-01T00:00:00Z',"
                                    .formatted(subject, month)
                            + "'payload':{'event_time':'2026-%1$s-01T00:00:00Z','messages':[{'role':'user',"
                                    .formatted(month)
                            + "'content':'message of %s'}]}}".formatted(month));
        }
        api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        String timeline = "/v1/timeline?subject_id=" + subject;

        assertThat(texts(timeline)).containsExactly("message of 01", "message of 02", "message of 04");
        assertThat(texts(timeline + "&newest_first=true&limit=1")).containsExactly("message of 04");
        assertThat(texts(timeline + "&limit=1&offset=1")).containsExactly("message of 02");
        assertThat(texts(timeline + "&since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z"))
                .containsExactly("message of 01");
        assertThat(texts(timeline + "&since=2026-02-01")).containsExactly("message of 02", "message of 04");
        assertThat(validFrom(timeline)).hasSizeGreaterThan(2).isSorted();
        assertThat(validFrom(timeline + "&since=2026-02-01&until=2026-04-01"))
                .isNotEmpty()
                .allMatch(time -> time.startsWith("2026-02-01"));
    }

    @Test
    void dayOfAnEpisode_isThatOfThePlaceWhereItHappened() throws Exception {
        String late = "{'subject_id':'%s','source':'user','type':'note','occurred_at':'2026-03-01T23:30:00-08:00',"
                        .formatted(subject)
                + "'payload':{'text':'The lighthouse was dark on this night.'}}";
        api.post("/v1/episodes", late);
        // Many at once take another way into the database.
        api.post("/v1/episodes/batch", "{'episodes':[" + String.join(",", Collections.nCopies(80, late)) + "]}");
        api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");

        assertThat(api.post(
                                "/v1/context",
                                "{'subject_id':'" + subject + "','task':'What of the lighthouse?','max_tokens':200}")
                        .at("/assembled_context")
                        .asString())
                .contains("### 1 March 2026\n- ")
                .doesNotContain("### 2 March 2026");
        assertThat(system.count(
                        "SELECT count(*) FROM episodes WHERE subject_id = ? AND occurred_offset = -480", subject))
                .isEqualTo(81);
        assertThat(api.post("/v1/episodes", late.replace("03-01", "02-30")).status())
                .isEqualTo(422);
    }

    @Test
    void contextSaysWhy_andReadsItsOptionsStrictly() throws Exception {
        for (String town : List.of("Lisbon", "Porto")) {
            say("s", "user", "I live in " + town);
            api.post("/v1/memories/compile", "{'subject_id':'" + subject + "'}");
        }
        String request = "{'subject_id':'" + subject + "','task':'Where does she live?','max_tokens':300";
        JsonNode why = api.post("/v1/context", request + ",'explain':true}").body();

        assertThat(why.at("/candidates/0/chosen").asBoolean()).isTrue();
        assertThat(why.at("/candidates/0/signals/relevance").isNumber()).isTrue();
        assertThat(why.at("/candidates")
                        .valueStream()
                        .map(candidate -> candidate.path("reason").asString("")))
                .anyMatch(reason -> reason.startsWith("superseded_by:"));
        assertThat(api.post("/v1/context", request + "}").body().has("candidates"))
                .isFalse();
        for (String wrong : List.of("'layout':'v2'", "'fill':7", "'explain':'why'")) {
            var refused = api.post("/v1/context", request + "," + wrong + "}");
            assertThat(refused.status()).as(wrong).isEqualTo(422);
            assertThat(refused.at("/error/code").asString()).isEqualTo("validation_error");
        }
        assertThat(api.post("/v1/context", request + ",'layout':'stable'}")
                        .at("/assembled_context")
                        .asString())
                .contains("I live in Porto")
                .endsWith("## Task\nWhere does she live?\n");
    }

    @Test
    void migrations_areUpToDate() throws Exception {
        var found = api.get("/ops/migrations");

        assertThat(found.at("/is_compatible").asBoolean()).isTrue();
        assertThat(found.at("/current_revision")).isEqualTo(found.at("/expected_head"));
        assertThat(found.at("/summary").asString()).isEqualTo("Schema is up to date");
    }

    @Test
    void embeddings_areOfTheModelThatIsSet() throws Exception {
        await().atMost(SOON).untilAsserted(() -> {
            var found = api.get("/ops/embeddings");

            assertThat(found.at("/model").asString()).isEqualTo("all-minilm-l6-v2-q");
            assertThat(found.at("/configured_model").asString()).isEqualTo("all-minilm-l6-v2-q");
            assertThat(found.at("/state").asString()).isEqualTo("current");
            assertThat(found.at("/previous_models").size()).isZero();
        });
    }

    @Test
    void backlogOfCompiling_isCountedByTenant_untilItIsDone() throws Exception {
        String tenant = "backlog-" + UUID.randomUUID().toString().substring(0, 8);
        for (String subject : List.of("a", "a", "b", "c")) {
            var recorded = api.post(
                    "/v1/episodes",
                    "{'subject_id':'%s','source':'chat','type':'message','payload':{'text':'Hello'}}"
                            .formatted(subject),
                    "X-Tenant-ID",
                    tenant);
            assertThat(recorded.status()).isEqualTo(201);
        }
        // Erased before it was compiled, it does not wait any more.
        api.delete("/v1/subjects/c", "X-Tenant-ID", tenant);

        var waiting = backlog(tenant);
        assertThat(waiting.path("subjects").asInt()).isEqualTo(2);
        assertThat(waiting.path("episodes").asInt()).isEqualTo(3);
        assertThat(waiting.path("oldest_seconds").asDouble()).isBetween(0.0, 60.0);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(backlog(tenant).isMissingNode()).isTrue());
    }

    private JsonNode backlog(String tenant) throws Exception {
        return api.get("/ops/compiles")
                .at("/waiting")
                .valueStream()
                .filter(waiting -> waiting.path("tenant_id").asString().equals(tenant))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Test
    void readiness_namesTheChecksOfV1_andAJobThatIsStuck() throws Exception {
        assertThat(checks()).contains("database ok", "queue ok", "llm ok");

        String job = UUID.randomUUID().toString().substring(0, 8);
        system.update(
                "INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, created_at, started_at) "
                        + "VALUES (?, '', 's', 'sync', 'running', now(), now() - interval '31 minutes')",
                job);
        try {
            // The gateway remembers the report of a service for a moment.
            await().atMost(SOON).untilAsserted(() -> assertThat(checks()).contains("queue degraded"));
            assertThat(api.get("/readyz").status()).isEqualTo(200);
        } finally {
            system.update("DELETE FROM compile_jobs WHERE job_id = ?", job);
        }
    }

    private List<String> checks() throws Exception {
        return api.get("/readyz")
                .at("/checks")
                .valueStream()
                .map(check -> check.path("name").asString() + " "
                        + check.path("status").asString())
                .toList();
    }

    private List<String> texts(String timeline) throws Exception {
        return api.get(timeline)
                .at("/episodes")
                .valueStream()
                .map(episode -> episode.at("/payload/messages/0/content").asString())
                .toList();
    }

    private List<String> validFrom(String timeline) throws Exception {
        return api.get(timeline)
                .at("/memories")
                .valueStream()
                .map(memory -> memory.at("/valid_from").asString())
                .toList();
    }

    private List<String> alerts() {
        return system.receiver().about(subject).stream()
                .map(WebhookReceiver.Delivery::event)
                .filter(event -> event.startsWith("subject.health"))
                .toList();
    }

    private void say(String session, String source, String text) throws Exception {
        var said = api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'%s','type':'message','session_id':'%s','payload':%s}"
                        .formatted(
                                subject,
                                source,
                                session,
                                "{'messages':[{'role':'%s','content':'%s'}]}".formatted(source, text)));
        assertThat(said.status()).isEqualTo(201);
    }

    private void resolve(String session, String status) throws Exception {
        var resolved = api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'%s','status':'%s'}".formatted(subject, session, status));
        assertThat(resolved.status()).isEqualTo(200);
    }
}
