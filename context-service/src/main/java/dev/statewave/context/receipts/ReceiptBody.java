package dev.statewave.context.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.context.receipts.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A receipt as it is signed: all that clients see but the signature.
 *
 * @param receiptSignatureKeyId null where it is not signed
 */
record ReceiptBody(
        String receiptId,
        @Nullable String parentReceiptId,
        String mode,
        @Nullable String queryId,
        @Nullable String taskId,
        @Nullable String tenantId,
        String subjectId,
        String task,
        Instant asOf,
        Instant createdAt,
        @Nullable String callerId,
        @Nullable String callerType,
        List<ReceiptEntry> selectedEntries,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ExcludedEntry> excludedEntries,
        Policy policy,
        Output output,
        Ranking ranking,
        @Nullable String region,
        @Nullable String receiptSignatureKeyId,
        @Nullable String receiptSignatureAlgorithm,
        PolicySnapshot policySnapshot) {

    private static final int CANONICALIZATION_VERSION = 1;

    /** No policy is evaluated yet, so nothing was filtered. */
    record Policy(
            @Nullable String policyBundleHash,
            List<JsonNode> filtersApplied,
            List<JsonNode> filtersSkipped,
            String mode) {}

    /** @param contextHash SHA-256 of the text that was answered */
    record Output(String contextHash, int contextSizeBytes, int canonicalizationVersion, int tokenEstimate) {}

    /**
     * What chose.
     *
     * @param version the name of the ranking with its version
     * @param embeddingModel whose vectors the task was compared with; null for none
     */
    record Ranking(String version, @Nullable String embeddingModel) {}

    /** Without a hash and a text: no policy was active. */
    record PolicySnapshot(
            @Nullable String bundleHash, @Nullable String bundleYaml, Instant capturedAt) {}

    /** @param key that is to sign it; null for none */
    static ReceiptBody of(
            String id,
            String mode,
            Instant createdAt,
            Answered answered,
            Caller caller,
            String policyMode,
            String region,
            @Nullable SigningKey key) {
        byte[] text = answered.text().getBytes(StandardCharsets.UTF_8);
        return new ReceiptBody(
                id,
                caller.parentReceiptId(),
                mode,
                caller.queryId(),
                caller.taskId(),
                orNull(answered.tenant()),
                answered.subject(),
                answered.task(),
                answered.asOf(),
                createdAt,
                caller.callerId(),
                caller.callerType(),
                answered.selected(),
                answered.excluded(),
                new Policy(null, List.of(), List.of(), policyMode),
                new Output(Sha256.hex(text), text.length, CANONICALIZATION_VERSION, answered.tokens()),
                new Ranking(answered.making().ranker(), answered.making().embeddingModel()),
                orNull(region),
                key == null ? null : key.id(),
                key == null ? null : key.algorithm(),
                new PolicySnapshot(null, null, answered.asOf()));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
