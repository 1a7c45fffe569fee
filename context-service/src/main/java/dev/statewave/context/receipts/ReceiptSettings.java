package dev.statewave.context.receipts;

import dev.statewave.context.receipts.signing.SigningKeys;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Size;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Receipts, and how they are signed.
 *
 * @param receiptsDisabled whether none is written, whoever asks
 * @param receiptSigningKeys a JSON object of the ids of keys and the keys, see {@link SigningKeys#parse}; empty for
 *     none
 * @param receiptSigningKeyId of the key that signs where a tenant names none, and where there is no tenant; empty for
 *     none
 * @param region that receipts name; empty for none
 */
@ConfigurationProperties("statewave")
@Validated
public record ReceiptSettings(
        @DefaultValue("false") boolean receiptsDisabled,

        @DefaultValue("") String receiptSigningKeys,

        @DefaultValue("") String receiptSigningKeyId,

        @DefaultValue("") @Size(max = 64, message = "must have 64 characters at most: set STATEWAVE_REGION")
        String region) {

    @AssertTrue(
            message =
                    "STATEWAVE_RECEIPT_SIGNING_KEYS must be a JSON object of key ids and the base64 of 32 bytes or more, "
                            + "such as {\"key-1\": \"...\"}; make a secret with: openssl rand -base64 32. A key of Ed25519 is "
                            + "{\"algorithm\": \"ed25519\", \"private\": the base64 of its PKCS #8}")
    boolean isReceiptSigningKeysValid() {
        try {
            keys();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @AssertTrue(
            message =
                    "STATEWAVE_RECEIPT_SIGNING_KEY_ID must name one of the keys in STATEWAVE_RECEIPT_SIGNING_KEYS, or "
                            + "be empty")
    boolean isReceiptSigningKeyIdKnown() {
        return receiptSigningKeyId.isEmpty()
                || !isReceiptSigningKeysValid()
                || keys().find(receiptSigningKeyId).isPresent();
    }

    SigningKeys keys() {
        return SigningKeys.parse(receiptSigningKeys);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "ReceiptSettings[receiptsDisabled=%s, region=%s]".formatted(receiptsDisabled, region);
    }
}
