package dev.statewave.context.receipts.signing;

import dev.statewave.contract.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Whether the signature of a receipt holds, as clients see it.
 *
 * @param valid null where nobody can tell
 * @param reason {@code ok}, {@code signature_mismatch}, {@code key_unavailable}, {@code no_signature} or
 *     {@code unsupported_algorithm}
 */
public record Verification(
        @Nullable Boolean valid,
        @Nullable String keyId,
        @Nullable String algorithm,
        String reason) {

    /**
     * @param body as it is stored
     * @param signature null where there is none
     */
    public static Verification of(SigningKeys keys, String body, @Nullable String signature) {
        JsonNode receipt = parsed(body);
        String id = text(receipt, "receipt_signature_key_id");
        String algorithm = text(receipt, "receipt_signature_algorithm");
        if (signature != null && receipt.isMissingNode()) {
            return new Verification(false, id, algorithm, "signature_mismatch");
        }
        return of(keys, body, id, algorithm, signature);
    }

    /**
     * @param text that is said to be signed
     * @param id of the key that is said to have signed it; null where none is
     * @param algorithm likewise
     * @param signature null where there is none
     */
    public static Verification of(
            SigningKeys keys,
            String text,
            @Nullable String id,
            @Nullable String algorithm,
            @Nullable String signature) {
        if (signature == null) {
            return new Verification(null, id, algorithm, "no_signature");
        }
        if (algorithm == null || !SigningKey.ALGORITHMS.contains(algorithm)) {
            return new Verification(null, id, algorithm, "unsupported_algorithm");
        }
        // A key that has another algorithm now is another key.
        Optional<SigningKey> key =
                keys.find(id).filter(known -> known.algorithm().equals(algorithm));
        if (key.isEmpty()) {
            return new Verification(null, id, algorithm, "key_unavailable");
        }
        boolean holds = key.get().verifies(text, signature);
        return new Verification(holds, id, algorithm, holds ? "ok" : "signature_mismatch");
    }

    /** Whoever changed the row may have left no JSON there. */
    private static JsonNode parsed(String body) {
        try {
            return Json.tree(body);
        } catch (JacksonException e) {
            return Json.MAPPER.missingNode();
        }
    }

    private static @Nullable String text(JsonNode receipt, String name) {
        JsonNode value = receipt.path(name);
        return value.isString() ? value.stringValue() : null;
    }
}
