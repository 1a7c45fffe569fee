package dev.statewave.context.receipts.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs receipts by HMAC-SHA256. It tells its secret to nobody. */
public final class SigningKey {

    /** What receipts call it. */
    public static final String ALGORITHM = "hmac-sha256-canonical-v1";

    /** In bytes. */
    static final int SHORTEST = 32;

    private static final String MAC = "HmacSHA256";

    private final String id;
    private final SecretKeySpec secret;

    /** @param secret of {@link #SHORTEST} bytes at least */
    SigningKey(String id, byte[] secret) {
        this.id = id;
        this.secret = new SecretKeySpec(secret, MAC);
    }

    public String id() {
        return id;
    }

    /** @return lower-case hexadecimal digits */
    public String sign(String text) {
        return HexFormat.of().formatHex(mac(text));
    }

    /** Takes as long for a wrong signature as for the right one. */
    public boolean verifies(String text, String signature) {
        byte[] given = signature.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sign(text).getBytes(StandardCharsets.UTF_8), given);
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(secret);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
