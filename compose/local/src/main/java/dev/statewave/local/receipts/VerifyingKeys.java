package dev.statewave.local.receipts;

import dev.statewave.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Keys that signatures are checked with. */
final class VerifyingKeys {

    static final String ED25519 = "ed25519-canonical-v1";
    static final String HMAC = "hmac-sha256-canonical-v1";

    /** The id of a key that stands for all ids. */
    private static final String ANY = "";

    private final Map<String, PublicKey> publicKeys = new HashMap<>();
    private final Map<String, SecretKeySpec> secrets = new HashMap<>();

    private VerifyingKeys() {}

    /**
     * @param publicKeys files of public keys, each behind its id and {@code =}, or alone for all ids
     * @param hmacKeys files of secrets, each behind its id and {@code =}
     * @param environment the keys of a server as it has them; null or empty for none. Private keys of Ed25519 in it are
     *     passed over
     * @throws IllegalArgumentException for what is no key; its message repeats no secret
     */
    static VerifyingKeys read(List<String> publicKeys, List<String> hmacKeys, @Nullable String environment)
            throws IOException {
        var keys = new VerifyingKeys();
        if (environment != null && !environment.isBlank()) {
            keys.readEnvironment(environment);
        }
        for (String option : publicKeys) {
            // A path may have the sign too; then it is written behind an id.
            int sign = option.indexOf('=');
            String id = sign < 0 ? ANY : option.substring(0, sign);
            keys.publicKeys.put(id, publicKey(option.substring(sign + 1)));
        }
        for (String option : hmacKeys) {
            int sign = option.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException("--hmac-key needs the id of the key: ID=FILE");
            }
            keys.secrets.put(option.substring(0, sign), secret(Files.readString(file(option.substring(sign + 1)))));
        }
        return keys;
    }

    private void readEnvironment(String json) {
        JsonNode named;
        try {
            named = Json.tree(json);
        } catch (JacksonException e) {
            // Without the cause: its message may quote a secret.
            throw new IllegalArgumentException("STATEWAVE_RECEIPT_SIGNING_KEYS is not JSON.");
        }
        named.properties().forEach(entry -> {
            if (entry.getValue().isString()) {
                secrets.put(entry.getKey(), secret(entry.getValue().asString()));
            }
        });
    }

    private static Path file(String name) throws IOException {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file);
        }
        return file;
    }

    private static SecretKeySpec secret(String base64) {
        try {
            return new SecretKeySpec(Base64.getDecoder().decode(base64.strip()), "HmacSHA256");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("A secret of HMAC-SHA256 is no base64.");
        }
    }

    private static PublicKey publicKey(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(file(name));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            byte[] der = text.contains("PRIVATE KEY")
                    ? new byte[0]
                    : text.stripLeading().startsWith("-----")
                            ? Base64.getMimeDecoder()
                                    .decode(text.lines()
                                            .filter(line -> !line.startsWith("-----"))
                                            .collect(Collectors.joining()))
                            : text.chars().allMatch(c -> c > ' ' && c < 0x7f || Character.isWhitespace(c))
                                    ? Base64.getMimeDecoder().decode(text)
                                    : bytes;
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            if (key instanceof EdECPublicKey) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "%s is no public key of Ed25519: make one with openssl pkey -in KEY -pubout".formatted(name));
    }

    /** Whether there is any. */
    boolean isEmpty() {
        return publicKeys.isEmpty() && secrets.isEmpty();
    }

    /** Whether the signature holds; null where there is no key for it. */
    @Nullable
    Boolean verify(String algorithm, String id, String text, String signature) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (algorithm.equals(HMAC)) {
                SecretKeySpec secret = secrets.get(id);
                if (secret == null) {
                    return null;
                }
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(secret);
                return MessageDigest.isEqual(mac.doFinal(bytes), HexFormat.of().parseHex(signature));
            }
            PublicKey key = publicKeys.getOrDefault(id, publicKeys.get(ANY));
            if (!algorithm.equals(ED25519) || key == null) {
                return null;
            }
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(bytes);
            return check.verify(HexFormat.of().parseHex(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // A signature that is none.
            return false;
        }
    }
}
