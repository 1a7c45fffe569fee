package dev.statewave.context.receipts.signing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** A key that signs receipts. It tells its secret to nobody. */
public sealed interface SigningKey permits HmacKey, Ed25519Key {

    /** What receipts call the algorithms of all keys. */
    Set<String> ALGORITHMS = Set.of(HmacKey.ALGORITHM, Ed25519Key.ALGORITHM);

    String id();

    /** As receipts call it. */
    String algorithm();

    /**
     * The same text always has the same signature.
     *
     * @return lower-case hexadecimal digits
     */
    String sign(String text);

    /** Takes as long for a wrong signature as for the right one. */
    default boolean verifies(String text, String signature) {
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sign(text).getBytes(StandardCharsets.UTF_8), given);
    }
}
