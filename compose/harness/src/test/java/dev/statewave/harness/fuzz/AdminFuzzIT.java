package dev.statewave.harness.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Generated ids, parameters and bodies for every route under {@code /admin}: each is answered or refused. */
class AdminFuzzIT {

    private static final int REQUESTS = 2_500;
    private static final int CLIENTS = 6;
    /** What deletions are about, so that they take nothing from other tests. */
    private static final String TENANT = "fuzz-admin";

    private static final List<String> READS = List.of(
            "/admin/dashboard",
            "/admin/tenants",
            "/admin/tenant-audit",
            "/admin/usage",
            "/admin/subjects",
            "/admin/subjects/{}",
            "/admin/subjects/{}/sla",
            "/admin/subjects/{}/memories",
            "/admin/subjects/{}/episodes",
            "/admin/subjects/{}/episodes/{}/citing-memories",
            "/admin/subjects/{}/memories/{}/related",
            "/admin/subjects/{}/sessions/{}/timeline",
            "/admin/jobs",
            "/admin/rebuilds",
            "/admin/rebuilds/{}",
            "/admin/webhooks",
            "/admin/webhooks/stats",
            "/admin/webhooks/{}",
            "/admin/tenants/{}/config",
            "/admin/audit",
            "/admin/memories/with-suggested-labels",
            "/admin/{}",
            "/admin/{}/{}");
    private static final List<String> DELETES =
            List.of("/admin/subjects/{}", "/admin/jobs", "/admin/jobs/{}", "/admin/webhooks", "/admin/{}");

    private static final Map<String, ObjectNode> WRITES = Map.of(
            "POST /admin/subjects/preview-delete", filter(),
            "POST /admin/subjects/bulk-delete", filter().put("confirm", true).put("expected_count", 0),
            "POST /admin/jobs/reset-stuck", Json.object(),
            "POST /admin/subjects/{}/rebuild", Json.object().put("tenant_id", TENANT),
            "POST /admin/rebuilds", Json.object().put("tenant_id", TENANT),
            "POST /admin/memories/{}/promote-labels", labels("labels"),
            "PATCH /admin/memories/{}/labels", labels("sensitivity_labels"),
            "PATCH /admin/tenants/{}/config",
                    Json.object()
                            .put("receipts", "always")
                            .put("receipt_retention_days", 30)
                            .put("region", "eu")
                            .put("receipt_signing_key_id", "k")
                            .put("require_caller_identity", true)
                            .put("expected_version", 0));

    private static final List<String> PARAMETERS = List.of(
            "search",
            "health_state",
            "has_open_sessions",
            "sort_by",
            "sort_order",
            "limit",
            "offset",
            "status",
            "kind",
            "session_id",
            "type",
            "subject_id",
            "event_type",
            "actor",
            "action",
            "since",
            "until",
            "cursor",
            "label");
    private static final List<String> VALUES = List.of(
            "1",
            "0",
            "-1",
            "200",
            "2147483647",
            "2147483648",
            "asc",
            "active",
            "all",
            "completed",
            "delivered",
            "true",
            "maybe",
            "last_activity",
            "healthy",
            "%",
            "_",
            "\\",
            "%_\\%",
            "'",
            "\"",
            "AAAAAAAAAAE",
            "2026-01-01",
            "0000-01-01",
            "subject.delete",
            "");
    private static final List<String> SEGMENTS = List.of(
            "..",
            "%2e%2e",
            "%00",
            "%2F",
            "%2F%2F",
            "%5C",
            "%C3%28",
            "%ED%A0%80",
            "%F0%9F%98%80",
            "a/b",
            "a//b",
            "+",
            "%20",
            ";x=1",
            "preview-delete",
            "stats",
            "sla",
            "memories",
            "%E2%80%AE",
            "sessions/x/timeline");

    private final long seed = Long.getLong("statewave.test.seed", 20_261_130);
    private final Api api = TestSystem.get().api();
    /** Answers that should not be. */
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    @Test
    void everyRequest_isAnsweredOrRefused() throws Exception {
        System.out.println("seed " + seed + " (repeat with -Dstatewave.test.seed)");
        var random = new Random(seed);
        var sent = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < REQUESTS; i++) {
                Request request = request(random);
                sent.add(threads.submit(() -> send(request)));
            }
        }
        for (Future<?> one : sent) {
            one.get();
        }

        assertThat(wrong)
                .as("answers that are neither a success nor a refusal, seed %d", seed)
                .isEmpty();
        assertThat(api.get("/admin/subjects").status()).isEqualTo(200);
    }

    private record Request(String method, String path, byte[] body) {}

    private Request request(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> {
                var write = List.copyOf(WRITES.keySet()).get(random.nextInt(WRITES.size()));
                String[] parts = write.split(" ");
                byte[] body = new JsonFuzzer(random).fuzz(WRITES.get(write), random.nextInt(4));
                yield new Request(parts[0], path(parts[1], random), body);
            }
            case 1 -> {
                String path = path(DELETES.get(random.nextInt(DELETES.size())), random);
                yield new Request("DELETE", path + "?tenant_id=" + TENANT + query('&', random), null);
            }
            default -> {
                String path = path(READS.get(random.nextInt(READS.size())), random);
                String tenant = random.nextBoolean() ? "tenant_id=" + encode(value(random)) : "x=y";
                yield new Request("GET", path + "?" + tenant + query('&', random), null);
            }
        };
    }

    private Void send(Request request) throws Exception {
        var answer = api.sendBytes(request.method(), request.path(), request.body());
        boolean refused = answer.status() >= 400;
        if (answer.status() >= 500
                || refused && answer.at("/error/code").asString("").isEmpty()) {
            wrong.add("%s %s answered %d: %s"
                    .formatted(
                            request.method(),
                            request.path(),
                            answer.status(),
                            new String(answer.raw(), StandardCharsets.UTF_8)));
        }
        return null;
    }

    private static String path(String template, Random random) {
        String path = template;
        while (path.contains("{}")) {
            int hole = path.indexOf("{}");
            String segment = segment(random);
            // Only a subject id may hold raw slashes; in another place they make another path.
            boolean subject = path.substring(0, hole).equals("/admin/subjects/");
            path = path.substring(0, hole)
                    + (subject ? segment : segment.replace("/", "%2F"))
                    + path.substring(hole + 2);
        }
        return path;
    }

    private static String segment(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> SEGMENTS.get(random.nextInt(SEGMENTS.size()));
            case 1 -> UUID.randomUUID().toString();
            case 2 -> encode(shortened(HostileValues.any(random)));
            default -> "fuzz-" + random.nextInt(5);
        };
    }

    private static String query(char first, Random random) {
        var query = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            query.append(query.isEmpty() ? first : '&')
                    .append(PARAMETERS.get(random.nextInt(PARAMETERS.size())))
                    .append('=')
                    .append(encode(value(random)));
        }
        return query.toString();
    }

    private static String value(Random random) {
        return random.nextInt(3) == 0
                ? shortened(HostileValues.any(random))
                : VALUES.get(random.nextInt(VALUES.size()));
    }

    /** An address has a bound of its own, which is not what is tested. */
    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 600));
    }

    private static ObjectNode filter() {
        return Json.object()
                .put("subject_id_prefix", "fuzz-")
                .put("older_than_days", 1)
                .put("tenant_id", TENANT)
                .put("match_all", false);
    }

    private static ObjectNode labels(String name) {
        ObjectNode labels = Json.object();
        labels.putArray(name).add("pii.email").add("x");
        return labels;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
