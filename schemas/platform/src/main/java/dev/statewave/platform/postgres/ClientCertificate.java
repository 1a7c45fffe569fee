package dev.statewave.platform.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * The certificate by which a client identifies itself.
 *
 * @param certificate a PEM file
 * @param key a PEM file with an unencrypted PKCS #8 key, which is the one format that all drivers read
 * @param algorithm of the key, which JDBC has to be told
 */
@NullMarked
public record ClientCertificate(String certificate, String key, String algorithm) {

    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC");

    /** Null if there are neither certificate nor key. */
    static @Nullable ClientCertificate parse(
            String setting, @Nullable String certificate, @Nullable String key, SslMode mode) {
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null) {
            throw DatabaseOptions.refused(setting, "sslkey", String.valueOf(key), "it needs sslcert as well");
        }
        if (key == null) {
            throw DatabaseOptions.refused(setting, "sslcert", certificate, "it needs sslkey as well");
        }
        if (mode == SslMode.DISABLE) {
            throw DatabaseOptions.refused(
                    setting, "sslcert", certificate, "without TLS it is not sent: write sslmode=require or stricter");
        }
        DatabaseOptions.readable(setting, "sslcert", certificate);
        DatabaseOptions.readable(setting, "sslkey", key);
        return new ClientCertificate(certificate, key, algorithm(setting, key));
    }

    private static String algorithm(String setting, String file) {
        byte[] encoded = pkcs8(file);
        for (String algorithm : ALGORITHMS) {
            try {
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                return algorithm;
            } catch (InvalidKeySpecException e) {
                // Of another algorithm, or not a key.
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has " + algorithm, e);
            }
        }
        throw DatabaseOptions.refused(
                setting,
                "sslkey",
                file,
                "it must be an unencrypted RSA or EC key in PEM: convert it by openssl pkcs8 -topk8 -nocrypt");
    }

    /** Empty if the file does not hold such a key. */
    private static byte[] pkcs8(String file) {
        try {
            String pem = Files.readString(Path.of(file));
            int begin = pem.indexOf(BEGIN);
            int end = pem.indexOf(END);
            return begin < 0 || end < begin
                    ? new byte[0]
                    : Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        } catch (IOException | IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
