package dev.statewave.contract.subjectlog;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.text.PayloadText;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A subject, and the key of every record about it: the percent-encoded tenant, a slash and the unchanged subject, so
 * that no two subjects share a key. All records of a key are on one partition, in order.
 *
 * @param tenant the tenant, or an empty string for none; never null
 */
public record SubjectKey(String tenant, String subject) {

    /** Code points of a tenant or a subject. */
    private static final int LONGEST_NAME = 256;
    /** Code points of a wrong key that its error message repeats. */
    private static final int LONGEST_ECHO = 100;

    public static SubjectKey of(@Nullable String tenantOrNull, String subject) {
        return new SubjectKey(tenantOrNull == null ? "" : tenantOrNull, subject);
    }

    /** @throws InvalidRecordException when it is not a key, or names a tenant or subject that no client may name */
    public static SubjectKey parse(@Nullable String key) {
        int slash = key == null ? -1 : key.indexOf('/');
        if (key == null || slash < 0) {
            throw invalid(key);
        }
        String tenant;
        try {
            tenant = URLDecoder.decode(key.substring(0, slash), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid(key);
        }
        String subject = key.substring(slash + 1);
        if (subject.isEmpty() || !isName(subject) || !isName(tenant)) {
            throw invalid(key);
        }
        return new SubjectKey(tenant, subject);
    }

    private static boolean isName(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST_NAME
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static InvalidRecordException invalid(@Nullable String key) {
        return new InvalidRecordException(
                "unreadable",
                key == null ? "The record has no key." : "Not a subject key: " + PayloadText.cut(key, LONGEST_ECHO));
    }

    public String encoded() {
        return URLEncoder.encode(tenant, StandardCharsets.UTF_8) + "/" + subject;
    }

    /** The tenant as clients see it. */
    public @Nullable String tenantOrNull() {
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
