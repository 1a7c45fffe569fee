package dev.statewave.gateway.routing;

import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;

/** Where a request is answered: writes by the ingest-service, all else by the context-service. */
enum Destination {
    /** A compile that somebody waits for, which takes longer than anything else. */
    COMPILE,
    WRITE,
    READ,
    /** A read that waits for something to happen. */
    EVENTS,
    /** By the gateway, or not at all. */
    NONE;

    private static final String ADMIN = "/admin/";
    private static final Set<String> WRITTEN = Set.of("/v1/episodes", "/v1/episodes/batch", "/v1/resolutions");
    private static final Pattern APPLIED = Pattern.compile("/v1/memory-templates/[^/]+/apply");
    private static final Pattern LABELS = Pattern.compile("/v1/memories/[^/]+/labels");
    private static final Pattern TEMPLATE = Pattern.compile("/v1/memory-templates(/[^/]+)?");
    /** Read where they are written, or where the packs are. */
    private static final Set<String> READ_BY_THE_WRITER =
            Set.of("/admin/memory/starter-packs", "/admin/memory/support/state", "/admin/retention");

    private static final String ENDPOINTS = "/v1/webhook-endpoints";

    /** What operators see and do of Kafka, with all below it: the ingest-service has the clients for that. */
    private static final Pattern OPERATIONS = Pattern.compile(
            "/admin/(dead-letters|consumer-groups|topics|roles|tenant-pauses|replication-slots|ledger|doctor"
                    + "|sizing)(/.*)?");

    /** Questions that come as a body, and what readers keep in memory. */
    private static final Set<String> ASKED =
            Set.of("/admin/memory/export", "/admin/policy/simulate", "/admin/policy/reload");

    /** Its receipt goes to Kafka by the service that answers. */
    private static final Pattern REPLAY = Pattern.compile("/admin/receipts/[^/]+/replay");

    /** @param path as it was sent, with what is encoded in it */
    static Destination of(HttpMethod method, String path) {
        boolean admin = path.startsWith(ADMIN);
        if (!admin && !path.startsWith("/v1/") && !path.startsWith("/ops/")) {
            return NONE;
        }
        return switch (method.name()) {
            case "POST" -> posted(path, admin);
            case "DELETE" -> admin || path.startsWith("/v1/subjects/") || path.startsWith(ENDPOINTS) ? WRITE : READ;
            case "PATCH" -> admin || LABELS.matcher(path).matches() || path.startsWith(ENDPOINTS) ? WRITE : READ;
            case "PUT" -> admin ? WRITE : READ;
            case "GET", "HEAD" -> asked(path);
            default -> READ;
        };
    }

    private static Destination asked(String path) {
        if (path.equals("/v1/events")) {
            return EVENTS;
        }
        return READ_BY_THE_WRITER.contains(path)
                        || TEMPLATE.matcher(path).matches()
                        || OPERATIONS.matcher(path).matches()
                ? WRITE
                : READ;
    }

    private static Destination posted(String path, boolean admin) {
        if (path.equals("/v1/memories/compile")) {
            return COMPILE;
        }
        return WRITTEN.contains(path)
                        || admin
                                && !ASKED.contains(path)
                                && !REPLAY.matcher(path).matches()
                        || path.startsWith(ENDPOINTS)
                        || APPLIED.matcher(path).matches()
                ? WRITE
                : READ;
    }
}
