package dev.statewave.context.erasures;

import dev.statewave.context.receipts.signing.SigningKey;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What was erased of a subject, where, and when. It names the subject by a fingerprint: the SHA-256 of the
 * percent-encoded tenant, a slash and the id. A complete one never changes.
 *
 * @param tenantId null where the subject has no tenant
 * @param status {@code pending} or {@code complete}
 * @param requestedAt when the delete was taken
 * @param erasedAt since when no answer holds anything of the subject
 * @param completeBy when it is complete, as long as nothing is away
 * @param waitsFor what keeps it from going on; null where nothing does
 * @param keptSnapshots {@code name/v1} of snapshots of the subject, which the delete did not ask for
 */
record Certificate(
        UUID erasureId,
        @Nullable String tenantId,
        String subjectFingerprint,
        String status,
        Instant requestedAt,
        Instant erasedAt,
        Instant completeBy,
        @Nullable Instant completedAt,
        @Nullable String waitsFor,
        Postgresql postgresql,
        Kafka kafka,
        List<String> keptSnapshots,
        @Nullable String signatureKeyId,
        @Nullable String signatureAlgorithm) {

    /**
     * @param deletedRows by table; what hangs on episodes and memories went with them
     * @param rewritten tables whose files hold no remainder
     * @param remainders tables that were too large to be written anew: the rows are gone, and their bytes may stay in
     *     the free space of pages until others take their place
     */
    record Postgresql(SortedMap<String, Long> deletedRows, List<String> rewritten, List<String> remainders) {}

    /**
     * @param trimmedAt when the records were deleted; null while they are not
     * @param trimmedTo by topic and partition, before which offset nothing is left
     * @param deadLetters how many were removed, by topic
     */
    record Kafka(@Nullable Instant trimmedAt, SortedMap<String, Long> trimmedTo, SortedMap<String, Long> deadLetters) {}

    Certificate by(@Nullable SigningKey key) {
        return new Certificate(
                erasureId,
                tenantId,
                subjectFingerprint,
                status,
                requestedAt,
                erasedAt,
                completeBy,
                completedAt,
                waitsFor,
                postgresql,
                kafka,
                keptSnapshots,
                key == null ? null : key.id(),
                key == null ? null : key.algorithm());
    }

    /**
     * As clients get it.
     *
     * @param signature of the canonical text of the certificate; null where no key is configured
     */
    record Signed(JsonNode certificate, @Nullable String signature) {}
}
