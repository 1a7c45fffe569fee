package dev.statewave.context.receipts.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/** Signs by Ed25519. Whoever has the public key can verify, and not sign. */
final class Ed25519Key implements SigningKey {

    static final String ALGORITHM = "ed25519-canonical-v1";

    private static final String NAME = "Ed25519";

    private final String id;
    private final PrivateKey key;

    /**
     * @param pkcs8 the private key in DER
     * @throws IllegalArgumentException where it is none
     */
    Ed25519Key(String id, byte[] pkcs8) {
        this.id = id;
        try {
            this.key = KeyFactory.getInstance(NAME).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException e) {
            // Without the cause, which may quote the key.
            throw new IllegalArgumentException("the key %s is no private key of Ed25519 in PKCS #8".formatted(id));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String algorithm() {
        return ALGORITHM;
    }

    /** Ed25519 takes no random number, so a signature can be verified by making it again. */
    @Override
    public String sign(String text) {
        try {
            Signature signature = Signature.getInstance(NAME);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return "Ed25519Key[" + id + "]";
    }
}
