package dev.statewave.context.receipts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.context.receipts.signing.SigningKey;
import dev.statewave.contract.json.Json;
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
        JsonNode policy,
        Output output,
        Ranking ranking,
        @Nullable String region,
        @Nullable String receiptSignatureKeyId,
        @Nullable String receiptSignatureAlgorithm,
        JsonNode policySnapshot) {

    private static final int CANONICALIZATION_VERSION = 1;

    /** @param contextHash SHA-256 of the text that was answered */
    record Output(String contextHash, int contextSizeBytes, int canonicalizationVersion, int tokenEstimate) {}

    /**
     * What chose.
     *
     * @param version the name of the ranking with its version
     * @param embeddingModel whose vectors the task was compared with; null for none
     */
    record Ranking(String version, @Nullable String embeddingModel) {}

    /** The bundle as it was uploaded. Without a hash and a text: no policy was active. */
    record PolicySnapshot(
            @Nullable String bundleHash, @Nullable String bundleYaml, Instant capturedAt) {}

    /** @param key that is to sign it; null for none */
    static ReceiptBody of(
            String id,
            String mode,
            Instant createdAt,
            Answered answered,
            Caller caller,
            String region,
            @Nullable SigningKey key) {
        RecordedPolicy policy = policy(answered);
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
                policy.policy(),
                new Output(Sha256.hex(text), text.length, CANONICALIZATION_VERSION, answered.tokens()),
                new Ranking(answered.making().ranker(), answered.making().embeddingModel()),
                orNull(region),
                key == null ? null : key.id(),
                key == null ? null : key.algorithm(),
                policy.snapshot());
    }

    private static RecordedPolicy policy(Answered answered) {
        RecordedPolicy recorded = answered.making().policy();
        return recorded != null
                ? recorded
                : new RecordedPolicy(
                        Json.MAPPER.valueToTree(ReceiptPolicy.of(answered.view())),
                        Json.MAPPER.valueToTree(new PolicySnapshot(
                                answered.view().bundleHash(), answered.view().bundleContent(), answered.asOf())));
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
