package dev.statewave.contract.receipts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of a tenant in the order in which they were stored. Each one's hash is of its body and of the hash
 * before it, so a receipt that was changed, or taken out, breaks the chain behind it.
 */
public final class ReceiptChain {

    private ReceiptChain() {}

    /**
     * SHA-256, in lower-case hexadecimal digits, of the previous hash, a line feed and the body.
     *
     * @param previous null for the first receipt of a tenant
     */
    public static String hash(@Nullable String previous, String body) {
        String linked = (previous == null ? "" : previous) + "\n" + body;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(linked.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
