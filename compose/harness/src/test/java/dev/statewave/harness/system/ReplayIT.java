package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.local.receipts.ReceiptsCommand;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What was known when, and that an answer can be made again whatever came since. */
class ReplayIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HEADER = "X-Tenant-ID";
    /** Where episodes stand that are not compiled. */
    private static final String RAW = "## Recent interactions";

    private static final String TASK = "What does she drink, where does she live, and why did the export fail?";

    /** How many receipts are replayed, and how many episodes come in before. */
    private static final int RECEIPTS = Integer.getInteger("statewave.test.replay.receipts", 50);

    private static final int LATER = Integer.getInteger("statewave.test.replay.later", 60);

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "replay-" + run;

    @TempDir
    private Path folder;

    @Test
    void everyBundle_isMadeAgainByteForByte_whateverCameSince() throws Exception {
        List<String> subjects = subjects(Math.max(5, RECEIPTS / 40));
        for (String subject : subjects) {
            fill(subject);
        }
        Map<String, String> answered = new LinkedHashMap<>();
        for (int i = 0; answered.size() < RECEIPTS; i++) {
            ask(subjects.get(i % subjects.size()), i / subjects.size(), answered);
        }
        stored(List.copyOf(answered.keySet()).getLast());

        for (String subject : subjects) {
            changeEverything(subject);
        }
        system.update("UPDATE memory_embeddings SET model = 'former' WHERE tenant_id = ?", tenant);

        for (Map.Entry<String, String> one : answered.entrySet()) {
            var replay = replay(one.getKey(), "{'at':'receipt'}");
            assertThat(replay.status()).isEqualTo(200);
            assertThat(replay.at("/reproduction/assembled_context").asString()).isEqualTo(one.getValue());
            assertThat(replay.at("/reproduction/equal").asBoolean()).isTrue();
            assertThat(replay.at("/diff/context_hash/changed").asBoolean(true)).isFalse();
            assertThat(replay.at("/diff/context_hash/replay")).isEqualTo(replay.at("/diff/context_hash/original"));
            assertThat(replay.at("/ranking/original/version").asString()).containsAnyOf("hybrid-", "handoff-");
            assertThat(replay.at("/reproduction/gone")).isEmpty();
        }
        assertThat(system.count(
                        "SELECT count(*) FROM receipts WHERE tenant_id = ? AND body LIKE '%all-minilm-l6-v2-q%'",
                        tenant))
                .isPositive();
    }

    @Test
    void replayOfThePresent_tellsTheDifference_andHasAReceiptOfItsOwn() throws Exception {
        String subject = subjects(1).getFirst();
        fill(subject);
        String id = context(subject, "'emit_receipt':true,'query_id':'q-1'")
                .at("/receipt_id")
                .asString();
        stored(id);
        var same = replay(id, "");
        assertThat(same.at("/at").asString()).isEqualTo("now");
        assertThat(same.at("/diff/context_hash/changed").asBoolean(true)).isFalse();
        assertThat(same.at("/diff/selected_entries/added")).isEmpty();
        assertThat(same.at("/diff/selected_entries/removed")).isEmpty();

        record(subject, "s", "I live in Paris now, and I drink coffee.", "2026-05-01T10:00:00Z");
        compile(subject);
        var replay = replay(id, "");

        assertThat(replay.at("/diff/context_hash/changed").asBoolean()).isTrue();
        assertThat(replay.at("/diff/selected_entries/added")).isNotEmpty();
        assertThat(replay.at("/reproduction/equal").asBoolean()).isTrue();
        assertThat(replay.at("/original_receipt_id").asString()).isEqualTo(id);
        String own = replay.at("/replay_receipt_id").asString();
        JsonNode receipt = stored(own);
        assertThat(receipt.path("mode").asString()).isEqualTo("as_of_replay");
        assertThat(receipt.path("parent_receipt_id").asString()).isEqualTo(id);
        assertThat(receipt.path("query_id").asString()).isEqualTo("q-1");
        assertThat(receipt.at("/output/context_hash")).isEqualTo(replay.at("/diff/context_hash/replay"));
        assertThat(replay(own, "").at("/error/code").asString()).isEqualTo("unreplayable.nested_replay");
        assertThat(api.post("/admin/receipts/" + id + "/replay", "{'at':'receipt'}")
                        .at("/reproduction/equal")
                        .asBoolean())
                .isTrue();
        assertThat(api.post("/v1/receipts/" + id + "/replay", "", HEADER, "other-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(replay(id, "{'at':'yesterday'}").status()).isEqualTo(422);
        system.update("UPDATE receipts SET request = NULL WHERE receipt_id = ?", id);
        assertThat(replay(id, "").at("/error/code").asString()).isEqualTo("unreplayable.missing_request");
    }

    @Test
    void contextAsOfAMoment_isWhatItWas_whateverCameSince() throws Exception {
        String subject = subjects(1).getFirst();
        fill(subject);
        record(subject, "s-2", "Not compiled yet: the export of April fails too.", "2026-04-01T10:00:00Z");
        Instant waiting = Instant.now();
        String uncompiled =
                context(subject, "'max_tokens':2000").at("/assembled_context").asString();
        compile(subject);
        embedded(subject);
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s','status':'open'}".formatted(subject),
                HEADER,
                tenant);
        Thread.sleep(5);
        Instant then = Instant.now();
        Map<String, JsonNode> known = new LinkedHashMap<>();
        for (String how : List.of(
                "'layout':'v1'", "'layout':'stable'", "'fill':'relevant'", "'session_id':'s'", "'max_tokens':60")) {
            known.put(how, context(subject, how).body());
        }
        Thread.sleep(5);

        changeEverything(subject);

        for (Map.Entry<String, JsonNode> one : known.entrySet()) {
            JsonNode past = context(subject, one.getKey() + ",'as_of':'%s'".formatted(then))
                    .body();
            assertThat(past.path("assembled_context"))
                    .as(one.getKey())
                    .isEqualTo(one.getValue().path("assembled_context"));
            assertThat(past.path("facts").valueStream().map(fact -> fact.path("status")
                            .asString()))
                    .allMatch("active"::equals);
            assertThat(past.path("facts").valueStream().flatMap(fact -> fact.path("sensitivity_labels")
                            .valueStream()))
                    .isEmpty();
            assertThat(past.path("as_of").asString()).isNotEmpty();
        }
        assertThat(context(subject, "'max_tokens':2000,'as_of':'%s'".formatted(waiting))
                        .at("/assembled_context")
                        .asString())
                .contains("the export of April fails too")
                .contains(uncompiled.contains(RAW) ? RAW : "")
                .doesNotContain("Paris");
        String before = context(subject, "'as_of':'2020-01-01T00:00:00Z'")
                .at("/assembled_context")
                .asString();
        assertThat(before.strip()).isEqualTo("## Task\n" + TASK);
        String id = context(subject, "'emit_receipt':true,'as_of':'%s'".formatted(then))
                .at("/receipt_id")
                .asString();
        assertThat(Instant.parse(stored(id).path("as_of").asString()))
                .isBetween(then.minusMillis(1), then.plusMillis(1));
        assertThat(replay(id, "").at("/diff/context_hash/changed").asBoolean(true))
                .isFalse();
    }

    @Test
    void contextValidAtAMoment_holdsWhatWasTrueThen_andSupersededSince() throws Exception {
        String subject = subjects(1).getFirst();
        record(subject, "s", "I live in Lisbon.", "2024-03-01T10:00:00Z");
        record(subject, "s", "I live in Paris.", "2025-03-01T10:00:00Z");
        compile(subject);

        assertThat(facts(context(subject, "'valid_at':'2024-06-01T00:00:00+02:00'")))
                .containsExactly("I live in Lisbon");
        assertThat(facts(context(subject, "'valid_at':'2025-06-01T00:00:00Z'"))).containsExactly("I live in Paris");
        assertThat(facts(context(subject, "'valid_at':'2023-06-01T00:00:00Z'"))).isEmpty();
        assertThat(facts(context(subject, "'valid_at':'2024-06-01T00:00:00Z','as_of':'2024-07-01T00:00:00Z'")))
                .isEmpty();
    }

    @Test
    void momentThatIsNone_orLiesAhead_isRefused() throws Exception {
        for (String wrong : List.of(
                "'as_of':'yesterday'",
                "'as_of':'2026-01-01'",
                "'as_of':'2026-01-01T10:00:00'",
                "'as_of':7",
                "'as_of':'2999-01-01T00:00:00Z'",
                "'valid_at':'2026-02-30T00:00:00Z'",
                "'valid_at':''")) {
            assertThat(context("user:any", wrong).status()).as(wrong).isEqualTo(422);
        }
        assertThat(context("user:any", "'as_of':null,'valid_at':null").status()).isEqualTo(200);
        assertThat(handoff("user:any", "'as_of':'2026-01-01T00:00:00Z'").status())
                .isEqualTo(422);
    }

    @Test
    void erasedSubject_isGone_andSaidToBe() throws Exception {
        String subject = subjects(1).getFirst();
        fill(subject);
        String id = context(subject, "'emit_receipt':true").at("/receipt_id").asString();
        stored(id);
        changeEverything(subject);
        Instant then = Instant.now();
        Thread.sleep(5);

        api.delete("/v1/subjects/" + encode(subject), HEADER, tenant);

        var past = context(subject, "'as_of':'%s'".formatted(then));
        assertThat(past.at("/erased_at").asString()).isNotEmpty();
        assertThat(past.at("/facts")).isEmpty();
        assertThat(replay(id, "{'at':'receipt'}").at("/error/code").asString()).isEqualTo("receipt_erased");
        assertThat(replay(id, "").status()).isEqualTo(404);
        for (String table : List.of("memory_history", "resolution_history", "compile_history")) {
            assertThat(system.count("SELECT count(*) FROM %s WHERE tenant_id = ?".formatted(table), tenant))
                    .isZero();
        }
    }

    @Test
    void past_isNoWayAroundThePolicy() throws Exception {
        String subject = subjects(1).getFirst();
        fill(subject);
        String seen = context(subject, "'emit_receipt':true,'caller_id':'a','caller_type':'care'")
                .at("/receipt_id")
                .asString();
        Thread.sleep(5);
        Instant then = Instant.now();
        Thread.sleep(5);
        api.send(
                "PATCH",
                "/v1/memories/" + found(subject, "Lisbon") + "/labels",
                "{\"sensitivity_labels\":[\"pii.home\"]}",
                HEADER,
                tenant);
        // The labelled memory is taken out, and made again under another id.
        long removed = removed();
        otherwiseMade(subject, "Lisbon");
        rebuild(subject, removed);
        enforce();
        try {
            String asOf = ",'as_of':'%s'".formatted(then);
            assertThat(text(context(subject, "'caller_type':'marketing'" + asOf)))
                    .doesNotContain("Lisbon");
            assertThat(text(context(subject, "'caller_type':'marketing','layout':'stable'" + asOf)))
                    .doesNotContain("Lisbon");
            assertThat(text(context(subject, "'caller_type':'care'" + asOf))).contains("Lisbon");
            assertThat(text(context(subject, "'caller_type':'sales'" + asOf)))
                    .doesNotContain("Lisbon")
                    .contains("[REDACTED by policy]");
            var withheld = api.post(
                    "/v1/receipts/" + seen + "/replay",
                    "{'at':'receipt'}",
                    HEADER,
                    tenant,
                    "X-Caller-Type",
                    "marketing",
                    "X-Caller-Id",
                    "b");
            assertThat(withheld.at("/reproduction/withheld").asBoolean()).isTrue();
            assertThat(withheld.at("/reproduction/equal").asBoolean()).isTrue();
            assertThat(withheld.at("/reproduction").has("assembled_context")).isFalse();
            assertThat(api.post(
                                    "/v1/receipts/" + seen + "/replay",
                                    "{'at':'receipt'}",
                                    HEADER,
                                    tenant,
                                    "X-Caller-Type",
                                    "care",
                                    "X-Caller-Id",
                                    "a")
                            .at("/reproduction/assembled_context")
                            .asString())
                    .contains("Lisbon");
            String redacted = context(subject, "'emit_receipt':true,'caller_type':'sales'")
                    .at("/receipt_id")
                    .asString();
            stored(redacted);
            api.post("/admin/policy/deactivate", "{'tenant_id':'%s'}".formatted(tenant));
            api.post("/admin/policy/reload", "");
            assertThat(replay(redacted, "{'at':'receipt'}")
                            .at("/reproduction/assembled_context")
                            .asString())
                    .contains("[REDACTED by policy]")
                    .doesNotContain("Lisbon");
            var again = replay(redacted, "");
            assertThat(again.at("/diff/context_hash/changed").asBoolean(true)).isFalse();
            assertThat(again.at("/diff/filters_applied/added")).isEmpty();
            assertThat(again.at("/diff/filters_applied/removed")).isEmpty();
        } finally {
            api.post("/admin/policy/deactivate", "{'tenant_id':'%s'}".formatted(tenant));
        }
    }

    private void enforce() throws Exception {
        String rules = "version: 1\\nrules:\\n"
                + "- {id: no, when: {memory_has_any_label: [pii.home], caller_type: marketing}, action: deny}\\n"
                + "- {id: hide, when: {memory_has_any_label: [pii.home], caller_type: sales}, action: redact}";
        assertThat(api.post(
                                "/admin/policy/bundles",
                                "{'tenant_id':'%s','activate':true,'yaml_content':'%s'}".formatted(tenant, rules))
                        .status())
                .isLessThan(300);
        api.send("PATCH", "/admin/tenants/" + tenant + "/config", "{\"policy_mode\":\"enforce\"}");
        api.post("/admin/policy/reload", "");
    }

    private static String text(Api.Answer context) {
        assertThat(context.status()).isEqualTo(200);
        return context.at("/assembled_context").asString();
    }

    @Test
    void export_isVerified_untilARowIsChanged_removedOrPutElsewhere() throws Exception {
        api.send("PATCH", "/admin/tenants/" + tenant + "/config", "{\"receipt_signing_key_id\":\"first\"}");
        List<String> subjects = subjects(2);
        var ids = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            ids.add(context(subjects.get(i % 2), "'emit_receipt':true")
                    .at("/receipt_id")
                    .asString());
        }
        stored(ids.getLast());
        api.delete("/v1/subjects/" + encode(subjects.get(1)), HEADER, tenant);

        List<String> lines = export();

        assertThat(lines).hasSize(6);
        assertThat(verify(lines)).isZero();
        assertThat(lines.get(1)).contains("\"status\":\"erased\"").doesNotContain(subjects.get(1));
        assertThat(verify(changed(lines, "does she drink", "does he drink"))).isOne();
        var removed = new ArrayList<>(lines);
        removed.remove(2);
        assertThat(verify(removed)).isOne();
        var swapped = new ArrayList<>(lines);
        swapped.add(2, swapped.remove(4));
        assertThat(verify(swapped)).isOne();
        system.update(
                "UPDATE receipts SET body = replace(body, 'does she', 'did she') WHERE receipt_id = ?", ids.get(4));
        assertThat(verify(export())).isOne();
    }

    private static List<String> changed(List<String> lines, String from, String to) {
        var changed = new ArrayList<>(lines);
        changed.set(2, changed.get(2).replace(from, to));
        return changed;
    }

    private List<String> export() throws Exception {
        var answer = api.get("/admin/receipts/export?tenant_id=" + tenant);
        assertThat(answer.status()).isEqualTo(200);
        return new String(answer.raw(), StandardCharsets.UTF_8).lines().toList();
    }

    private int verify(List<String> lines) throws Exception {
        Path file = Files.write(folder.resolve("export.ndjson"), lines);
        Path key = Files.writeString(folder.resolve("key"), TestSystem.RECEIPT_KEY);
        return new CommandLine(new ReceiptsCommand())
                .execute("verify", file.toString(), "--hmac-key", "first=" + key, "--require-signatures");
    }

    private List<String> subjects(int count) {
        var subjects = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            subjects.add("user:ü-%d/%s".formatted(i, run));
        }
        return subjects;
    }

    private void fill(String subject) throws Exception {
        record(subject, "s", "I live in Lisbon.", "2026-01-01T10:00:00Z");
        record(subject, "s", "I prefer tea to coffee, mostly.", "2026-01-02T10:00:00Z");
        record(subject, "s", "The export of the March report failed with error 17. 😀 Urgent!", "2026-03-01T10:00:00Z");
        record(
                subject,
                "t",
                "How to restart: stop the export, clear the queue, start it again.",
                "2026-03-02T10:00:00Z");
        record(
                subject,
                "t",
                "A long story. ".repeat(20) + "Then the export failed. " + "Nothing else. ".repeat(300),
                "2026-03-03T10:00:00Z");
        compile(subject);
        embedded(subject);
    }

    /** One way of asking after the other; some answers have an episode that is not compiled yet. */
    private void ask(String subject, int way, Map<String, String> answered) throws Exception {
        String more =
                switch (way % 8) {
                    case 0 -> "'max_tokens':2000";
                    case 1 -> "'layout':'stable'";
                    case 2 -> "'fill':'relevant'";
                    case 3 -> "'max_tokens':70";
                    case 4 -> "'session_id':'s'";
                    case 5 -> "'layout':'stable','max_tokens':150";
                    case 6 -> "'valid_at':'2026-02-01T00:00:00Z'";
                    default -> "";
                };
        if (way % 8 == 7) {
            var answer = handoff(subject, "'emit_receipt':true");
            answered.put(
                    answer.at("/receipt_id").asString(),
                    answer.at("/handoff_notes").asString());
            return;
        }
        if (way % 8 == 4) {
            record(subject, "s", "Another message, number %d.".formatted(way), "2026-03-04T10:00:00Z");
        }
        var answer = context(subject, more + ",'emit_receipt':true");
        answered.put(
                answer.at("/receipt_id").asString(),
                answer.at("/assembled_context").asString());
    }

    private void changeEverything(String subject) throws Exception {
        record(subject, "s", "I live in Paris.", "2026-05-01T10:00:00Z");
        record(subject, "s", "I prefer coffee to tea.", "2026-05-02T10:00:00Z");
        for (int i = 0; i < LATER / 5; i++) {
            record(
                    subject,
                    "later-" + i,
                    "The export of month %d failed with error %d.".formatted(i, i),
                    "2026-06-01T10:00:00Z");
        }
        compile(subject);
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'s','status':'resolved','resolution_summary':'Restarted'}"
                        .formatted(subject),
                HEADER,
                tenant);
        String memory = found(subject, "tea");
        assertThat(api.send(
                                "PATCH",
                                "/v1/memories/" + memory + "/labels",
                                "{\"sensitivity_labels\":[\"pii.diet\"]}",
                                HEADER,
                                tenant)
                        .status())
                .isEqualTo(200);
        // As the sweep of expired memories does it.
        system.update(
                "UPDATE memories SET status = 'tombstoned', valid_to = now(), retired_at = now()"
                        + " WHERE tenant_id = ? AND subject_id = ? AND content LIKE '%error 17%'",
                tenant, subject);
        // What is made again under other ids is taken out first.
        long removed = removed();
        otherwiseMade(subject, "tea");
        rebuild(subject, removed);
    }

    /** As if another compiler had made it of two episodes. */
    private void otherwiseMade(String subject, String word) {
        system.update(
                "UPDATE memories m SET source_episode_ids = source_episode_ids || (SELECT e.id FROM episodes e"
                        + " WHERE e.tenant_id = m.tenant_id AND e.subject_id = m.subject_id"
                        + " AND NOT e.id = ANY (m.source_episode_ids) ORDER BY e.log_offset LIMIT 1)"
                        + " WHERE tenant_id = ? AND subject_id = ? AND content LIKE '%' || ? || '%'",
                tenant, subject, word);
    }

    private long removed() {
        return system.count("SELECT count(*) FROM memory_history WHERE tenant_id = ? AND removed", tenant);
    }

    private void rebuild(String subject, long before) throws Exception {
        assertThat(api.send(
                                "POST",
                                "/admin/subjects/" + encode(subject) + "/rebuild",
                                "{\"tenant_id\":\"%s\"}".formatted(tenant))
                        .status())
                .isEqualTo(202);
        await().atMost(SOON).until(() -> removed() > before);
        embedded(subject);
    }

    private void record(String subject, String session, String text, String at) throws Exception {
        assertThat(api.post(
                                "/v1/episodes",
                                ("{'subject_id':'%s','source':'user','type':'message','session_id':'%s',"
                                                + "'occurred_at':'%s','payload':{'text':'%s'}}")
                                        .formatted(subject, session, at, text),
                                HEADER,
                                tenant)
                        .status())
                .isBetween(201, 202);
    }

    private void compile(String subject) throws Exception {
        assertThat(api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject), HEADER, tenant)
                        .status())
                .isEqualTo(200);
    }

    /** Vectors come behind a compile, and are part of what a context is chosen by. */
    private void embedded(String subject) {
        await().atMost(SOON).until(() -> system.count("""
                        SELECT count(*) FROM memories m WHERE tenant_id = ? AND subject_id = ? AND status = 'active' AND passages = 0
                          AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id)""", tenant, subject) == 0);
    }

    private Api.Answer context(String subject, String more) throws Exception {
        return api.post(
                "/v1/context", "{'subject_id':'%s','task':'%s',%s}".formatted(subject, TASK, more), HEADER, tenant);
    }

    private Api.Answer handoff(String subject, String more) throws Exception {
        return api.post(
                "/v1/handoff", "{'subject_id':'%s','session_id':'s',%s}".formatted(subject, more), HEADER, tenant);
    }

    private Api.Answer replay(String id, String body) throws Exception {
        return api.post("/v1/receipts/" + id + "/replay", body, HEADER, tenant);
    }

    private static List<String> facts(Api.Answer context) {
        return context.at("/facts")
                .valueStream()
                .filter(fact -> fact.path("kind").asString().equals("profile_fact"))
                .map(fact -> fact.path("content").asString())
                .toList();
    }

    private JsonNode stored(String id) {
        return await().atMost(SOON)
                .until(() -> api.get("/v1/receipts/" + id, HEADER, tenant), found -> found.status() == 200)
                .body();
    }

    private String found(String subject, String word) throws Exception {
        return api.get("/v1/memories/search?q=" + word + "&subject_id=" + encode(subject), HEADER, tenant)
                .at("/memories/0/id")
                .asString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
