package dev.statewave.contract.subjectlog;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Who a record is about, and the key of every record about them: the tenant percent-encoded, a slash, the subject as it
 * is, so that no two subjects share a key. All records of a key stand on one partition, in order.
 *
 * @param tenant the tenant, or an empty string for none; never null
 */
public record SubjectKey(String tenant, String subject) {

    public static SubjectKey of(String tenantOrNull, String subject) {
        return new SubjectKey(tenantOrNull == null ? "" : tenantOrNull, subject);
    }

    /** @throws IllegalArgumentException when it is not a key */
    public static SubjectKey parse(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a subject key: " + key);
        }
        return new SubjectKey(
                URLDecoder.decode(key.substring(0, slash), StandardCharsets.UTF_8), key.substring(slash + 1));
    }

    public String encoded() {
        return URLEncoder.encode(tenant, StandardCharsets.UTF_8) + "/" + subject;
    }

    /** The tenant as clients see it. */
    public String tenantOrNull() {
        return tenant.isEmpty() ? null : tenant;
    }

    /**
     * The id of the one episode that can be recorded under an idempotency key. It follows from the key, so that a
     * repeat is told the right id even while the database is away.
     */
    public UUID episodeId(String idempotencyKey) {
        return DerivedId.of("episode", tenant, subject, idempotencyKey);
    }
}
