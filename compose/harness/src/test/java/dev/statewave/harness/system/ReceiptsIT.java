package dev.statewave.harness.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.Topics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What contexts and handoffs were made of, and that nobody can change it unnoticed. */
class ReceiptsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String HEADER = "X-Tenant-ID";

    private final TestSystem system = TestSystem.get();
    private final Api api = system.api();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String tenant = "receipts-" + run;
    private final String subject = "user:ü/" + run;

    @Test
    void receipt_saysWhatTheContextWasMadeOf() throws Exception {
        fill();

        var answer = context("'emit_receipt':true,'query_id':'q-1','task_id':'t-1','parent_receipt_id':'p-1',"
                + "'caller_id':'agent-7','caller_type':'agent'");

        assertThat(answer.at("/receipt_emitted").asBoolean()).isTrue();
        assertThat(answer.body().has("candidates")).isFalse();
        JsonNode receipt = stored(answer.at("/receipt_id").asString());
        assertThat(receipt.path("query_id").asString()).isEqualTo("q-1");
        assertThat(receipt.path("task_id").asString()).isEqualTo("t-1");
        assertThat(receipt.path("parent_receipt_id").asString()).isEqualTo("p-1");
        assertThat(receipt.path("caller_id").asString()).isEqualTo("agent-7");
        assertThat(receipt.path("caller_type").asString()).isEqualTo("agent");
        assertThat(receipt.path("tenant_id").asString()).isEqualTo(tenant);
        assertThat(receipt.path("subject_id").asString()).isEqualTo(subject);
        assertThat(receipt.path("task").asString()).isEqualTo("Where does she live? ü😀");
        assertThat(receipt.path("status").asString()).isEqualTo("active");
        byte[] text = answer.at("/assembled_context").asString().getBytes(StandardCharsets.UTF_8);
        assertThat(receipt.at("/output/context_hash").asString()).isEqualTo(sha256(text));
        assertThat(receipt.at("/output/context_size_bytes").asInt()).isEqualTo(text.length);
        assertThat(receipt.at("/output/token_estimate").asInt())
                .isEqualTo(answer.at("/token_estimate").asInt());
        JsonNode entries = receipt.path("selected_entries");
        assertThat(entries.valueStream().map(entry -> entry.path("rank").asInt()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, entries.size()).boxed().toList());
        assertThat(entries.valueStream()
                        .map(entry -> entry.path("memory_id").asString("")
                                + entry.path("episode_id").asString("")))
                .containsExactlyInAnyOrderElementsOf(included(answer.body()));
        JsonNode fact = entries.valueStream()
                .filter(entry -> entry.path("kind").asString("").equals("profile_fact"))
                .findFirst()
                .orElseThrow();
        assertThat(fact.path("provenance_hash").asString())
                .isEqualTo(sha256(fact.at("/source_episode_ids/0").asString().getBytes(StandardCharsets.UTF_8)));
        assertThat(fact.path("fact_key").asString()).isEqualTo("location.current_home");
        assertThat(fact.path("score").isNumber()).isTrue();
    }

    @Test
    void contextOfAReceipt_isTheSameAsWithout_andCandidatesThatLostAreTold() throws Exception {
        fill();
        var plain = context("'max_tokens':40");

        var answer = context("'max_tokens':40,'emit_receipt':true");

        assertThat(answer.at("/assembled_context")).isEqualTo(plain.at("/assembled_context"));
        assertThat(plain.at("/receipt_id").isNull()).isTrue();
        JsonNode receipt = stored(answer.at("/receipt_id").asString());
        assertThat(receipt.path("excluded_entries").valueStream().map(entry -> entry.path("reason")
                        .asString("")))
                .isNotEmpty()
                .anyMatch(reason -> reason.equals("budget"));
        var explained = context("'max_tokens':40,'emit_receipt':true,'explain':true");
        assertThat(explained.body().has("candidates")).isTrue();
    }

    @Test
    void tenant_decidesBeforeTheRequest() throws Exception {
        assertThat(context("'emit_receipt':false").at("/receipt_emitted").asBoolean())
                .isFalse();
        assertThat(context("'task_id':null").at("/receipt_emitted").asBoolean()).isFalse();
        assertThat(context("'emit_receipt':true").at("/receipt_emitted").asBoolean())
                .isTrue();
        configure("{'receipts':'never'}");
        await().atMost(SOON)
                .until(() ->
                        !context("'emit_receipt':true").at("/receipt_emitted").asBoolean());
        assertThat(context("'emit_receipt':true").at("/receipt_id").isNull()).isTrue();
        configure("{'receipts':'always'}");
        await().atMost(SOON)
                .until(() ->
                        context("'emit_receipt':false").at("/receipt_emitted").asBoolean());
        assertThat(handoff("'reason':'lunch'").at("/receipt_emitted").asBoolean())
                .isTrue();
    }

    @Test
    void handoff_hasAReceiptOfItsNotes() throws Exception {
        fill();

        var answer = handoff("'reason':'lunch','emit_receipt':true");

        JsonNode receipt = stored(answer.at("/receipt_id").asString());
        assertThat(receipt.path("task").asString()).isEqualTo("lunch");
        assertThat(receipt.at("/output/context_hash").asString())
                .isEqualTo(sha256(answer.at("/handoff_notes").asString().getBytes(StandardCharsets.UTF_8)));
        assertThat(receipt.path("selected_entries").valueStream().map(entry -> entry.path("type")
                        .asString()))
                .contains("memory", "episode");
    }

    @Test
    void list_isNewestFirst_pageByPage_andOfItsTenantAlone() throws Exception {
        var issued = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            issued.add(context("'emit_receipt':true").at("/receipt_id").asString());
        }
        stored(issued.getLast());

        var seen = new ArrayList<String>();
        String first = "/v1/receipts?limit=2&subject_id=" + encode(subject);
        String path = first;
        while (path != null) {
            var page = api.get(path, HEADER, tenant);
            page.at("/receipts").forEach(one -> seen.add(one.path("receipt_id").asString()));
            JsonNode next = page.at("/next_cursor");
            path = next.isNull() ? null : first + "&cursor=" + next.asString();
        }

        assertThat(seen).containsExactlyElementsOf(issued.reversed());
        assertThat(ids(api.get("/admin/receipts?limit=3&tenant_id=" + tenant)))
                .containsExactlyElementsOf(issued.reversed().subList(0, 3));
        assertThat(ids(api.get("/admin/receipts?subject_id=" + encode(subject))))
                .hasSize(5);
        assertThat(ids(api.get("/v1/receipts?subject_id=" + encode(subject)))).hasSize(5);
        assertThat(ids(api.get(first + "&since=2100-01-01", HEADER, tenant))).isEmpty();
        assertThat(ids(api.get(first + "&until=2020-01-01", HEADER, tenant))).isEmpty();
        assertThat(ids(api.get(
                        "/v1/receipts?since=2020-01-01&until=2100-01-01&subject_id=" + encode(subject),
                        HEADER,
                        tenant)))
                .hasSize(5);
        // A foreign one is as one that does not exist.
        String id = issued.getFirst();
        assertThat(ids(api.get(first, HEADER, "other-" + run))).isEmpty();
        assertThat(api.get("/v1/receipts/" + id, HEADER, "other-" + run).status())
                .isEqualTo(404);
        assertThat(api.get("/v1/receipts/" + id + "/verify", HEADER, "other-" + run)
                        .status())
                .isEqualTo(404);
        assertThat(api.get("/admin/receipts/" + id + "?tenant_id=other-" + run).status())
                .isEqualTo(404);
        assertThat(api.get("/admin/receipts/" + id).status()).isEqualTo(200);
        assertThat(api.get("/v1/receipts/nothing").at("/error/code").asString()).isEqualTo("not_found");
        assertThat(api.get(first + "&cursor=nonsense").at("/error/code").asString())
                .isEqualTo("invalid_cursor");
        assertThat(api.get("/v1/receipts").status()).isEqualTo(422);
        assertThat(api.get(first.replace("limit=2", "limit=201")).status()).isEqualTo(422);
    }

    @Test
    void signature_holds_untilTheRowIsChanged() throws Exception {
        configure("{'receipt_signing_key_id':'first'}");
        String id = context("'emit_receipt':true").at("/receipt_id").asString();
        JsonNode receipt = stored(id);

        assertThat(receipt.path("receipt_signature").asString()).isEqualTo(signature(receipt));
        assertThat(verify(id).path("reason").asString()).isEqualTo("ok");
        assertThat(verify(id).path("valid").asBoolean()).isTrue();
        assertThat(verify(id).path("key_id").asString()).isEqualTo("first");
        system.update("UPDATE receipts SET body = replace(body, 'Where', 'when') WHERE receipt_id = ?", id);
        assertThat(verify(id).path("reason").asString()).isEqualTo("signature_mismatch");
        assertThat(verify(id).path("valid").asBoolean(true)).isFalse();
    }

    @Test
    void keyThatIsNotThere_leavesTheReceiptUnsigned() throws Exception {
        configure("{'receipt_signing_key_id':'nowhere'}");
        String id = context("'emit_receipt':true").at("/receipt_id").asString();

        assertThat(stored(id).path("receipt_signature").isNull()).isTrue();
        assertThat(verify(id).path("reason").asString()).isEqualTo("no_signature");
        assertThat(verify(id).path("valid").isNull()).isTrue();
    }

    @Test
    void tombstonedReceipt_isListedOnlyWhenAskedFor() throws Exception {
        String id = context("'emit_receipt':true").at("/receipt_id").asString();
        stored(id);
        system.update("UPDATE receipts SET status = 'tombstoned', tombstoned_at = now() WHERE receipt_id = ?", id);

        String list = "/v1/receipts?subject_id=" + encode(subject);
        assertThat(ids(api.get(list, HEADER, tenant))).isEmpty();
        assertThat(ids(api.get(list + "&include_tombstoned=true", HEADER, tenant)))
                .containsExactly(id);
        JsonNode detail = api.get("/v1/receipts/" + id, HEADER, tenant).body();
        assertThat(detail.path("status").asString()).isEqualTo("tombstoned");
        assertThat(Instant.parse(detail.path("tombstoned_at").asString())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void repeatOnKafka_isStoredOnce_andTheChainGoesOn() throws Exception {
        String first = context("'emit_receipt':true").at("/receipt_id").asString();
        stored(first);

        repeat(first);
        String second = context("'emit_receipt':true").at("/receipt_id").asString();
        stored(second);

        assertThat(system.count("SELECT count(*) FROM receipts WHERE tenant_id = ?", tenant))
                .isEqualTo(2);
        JsonNode head = api.get("/admin/receipts/" + first).body();
        JsonNode next = api.get("/admin/receipts/" + second).body();
        assertThat(head.path("prev_hash").isNull()).isTrue();
        assertThat(next.path("prev_hash")).isEqualTo(head.path("hash"));
        assertThat(next.path("hash").asString())
                .isEqualTo(sha256(
                        (next.path("prev_hash").asString() + "\n" + signed(next)).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void erase_leavesNoReceipt_evenWhereOneIsStillOnItsWay() throws Exception {
        fill();
        String id = context("'emit_receipt':true").at("/receipt_id").asString();
        stored(id);

        api.delete("/v1/subjects/" + encode(subject), HEADER, tenant);
        assertThat(api.get("/v1/receipts/" + id, HEADER, tenant).status()).isEqualTo(404);
        repeat(id);
        // Of the same tenant, so it stands behind the repeat on the same partition.
        stored(context("'emit_receipt':true").at("/receipt_id").asString());

        assertThat(api.get("/v1/receipts/" + id, HEADER, tenant).status()).isEqualTo(404);
        assertThat(system.count("SELECT count(*) FROM receipts WHERE tenant_id = ?", tenant))
                .isOne();
    }

    private void fill() throws Exception {
        for (String text : List.of(
                "I live in Lisbon.",
                "I prefer tea to coffee.",
                "The export of the March report failed with error 17.")) {
            assertThat(api.post(
                                    "/v1/episodes",
                                    ("{'subject_id':'%s','source':'user','type':'message','session_id':'s',"
                                                    + "'payload':{'text':'%s'}}")
                                            .formatted(subject, text),
                                    HEADER,
                                    tenant)
                            .status())
                    .isEqualTo(201);
        }
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject), HEADER, tenant);
    }

    private Api.Answer context(String more) throws Exception {
        return api.post(
                "/v1/context",
                "{'subject_id':'%s','task':'Where does she live? ü😀',%s}".formatted(subject, more),
                HEADER,
                tenant);
    }

    private Api.Answer handoff(String more) throws Exception {
        return api.post(
                "/v1/handoff", "{'subject_id':'%s','session_id':'s',%s}".formatted(subject, more), HEADER, tenant);
    }

    private void configure(String patch) throws Exception {
        assertThat(api.send("PATCH", "/admin/tenants/" + tenant + "/config", patch.replace('\'', '"'))
                        .status())
                .isEqualTo(200);
    }

    private JsonNode stored(String id) {
        return await().atMost(SOON)
                .until(() -> api.get("/v1/receipts/" + id, HEADER, tenant), found -> found.status() == 200)
                .body();
    }

    private JsonNode verify(String id) throws Exception {
        return api.get("/v1/receipts/" + id + "/verify", HEADER, tenant).body();
    }

    /** Puts the record of a receipt onto its topic once more. */
    private void repeat(String id) {
        var record = system.records(Topics.RECEIPTS).stream()
                .filter(one -> tenant.equals(one.key()))
                .filter(one -> new String(one.value(), StandardCharsets.UTF_8).contains(id))
                .findFirst()
                .orElseThrow();
        system.produce(Topics.RECEIPTS, record.key(), new String(record.value(), StandardCharsets.UTF_8), Map.of());
    }

    private static List<String> included(JsonNode context) {
        var ids = new HashSet<String>();
        for (String kind : List.of("fact_ids", "summary_ids", "procedure_ids", "episode_ids")) {
            context.at("/provenance/" + kind).forEach(id -> ids.add(id.asString()));
        }
        return List.copyOf(ids);
    }

    private static List<String> ids(Api.Answer list) {
        return list.at("/receipts")
                .valueStream()
                .map(one -> one.path("receipt_id").asString())
                .toList();
    }

    /** What is signed, made from what a client sees, without the code of the server. */
    private static String signed(JsonNode receipt) {
        var fields = new TreeMap<String, Object>();
        receipt.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        List.of("receipt_signature", "status", "tombstoned_at", "prev_hash", "hash")
                .forEach(fields::remove);
        return Json.text(fields);
    }

    private static Object sorted(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(ReceiptsIT::sorted).toList();
        }
        if (!value.isObject()) {
            return value;
        }
        var fields = new TreeMap<String, Object>();
        value.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
        return fields;
    }

    private static String signature(JsonNode receipt) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(TestSystem.RECEIPT_KEY), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(signed(receipt).getBytes(StandardCharsets.UTF_8)));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
