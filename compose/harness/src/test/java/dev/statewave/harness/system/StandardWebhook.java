package dev.statewave.harness.system;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The verification of Standard Webhooks 1.0.0, written from the specification and not from the code that signs. */
final class StandardWebhook {

    /** What stands before the 32 bytes of a public key in the form that the platform reads, RFC 8410. */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private StandardWebhook() {}

    /** @param secret {@code whsec_} or {@code whpk_} */
    static boolean verifies(String secret, EndpointReceiver.Heard heard) throws GeneralSecurityException {
        var signed = new ByteArrayOutputStream();
        signed.writeBytes((heard.id() + "." + heard.timestamp() + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(heard.raw());
        byte[] key = Base64.getDecoder().decode(secret.substring(secret.indexOf('_') + 1));
        for (String signature : heard.signature().split(" ")) {
            int comma = signature.indexOf(',');
            byte[] bytes = Base64.getDecoder().decode(signature.substring(comma + 1));
            boolean valid =
                    switch (signature.substring(0, comma)) {
                        case "v1" ->
                            secret.startsWith("whsec_")
                                    && MessageDigest.isEqual(bytes, hmac(key, signed.toByteArray()));
                        case "v1a" -> secret.startsWith("whpk_") && ed25519(key, signed.toByteArray(), bytes);
                        default -> false;
                    };
            if (valid) {
                return true;
            }
        }
        return false;
    }

    private static byte[] hmac(byte[] key, byte[] signed) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(signed);
    }

    private static boolean ed25519(byte[] key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        byte[] encoded = new byte[ED25519.length + key.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(key, 0, encoded, ED25519.length, key.length);
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        verifier.update(signed);
        return verifier.verify(signature);
    }
}
