package dev.statewave.gateway.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner holds it: {@code swk_<id>_<secret>}.
 *
 * @param id twelve letters and digits, not secret
 * @param secret 32 random bytes in base64url
 */
record ApiKeyToken(String id, String secret) {

    private static final String PREFIX = "swk_";
    private static final int ID_LENGTH = 12;
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final Pattern FORM = Pattern.compile("swk_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");

    static ApiKeyToken random(SecureRandom random) {
        var id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
        }
        return new ApiKeyToken(id.toString(), secret(random));
    }

    /** The same key with another secret. */
    static ApiKeyToken rotated(String id, SecureRandom random) {
        return new ApiKeyToken(id, secret(random));
    }

    /** Null if the text does not have the form of a key; such a text is never looked up. */
    static @Nullable ApiKeyToken parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return null;
        }
        int end = PREFIX.length() + ID_LENGTH;
        return new ApiKeyToken(text.substring(PREFIX.length(), end), text.substring(end + 1));
    }

    /** SHA-256 of the secret. A secret of 256 random bits cannot be guessed, so a slow hash would add no protection. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    String text() {
        return PREFIX + id + "_" + secret;
    }

    @Override
    public String toString() {
        return PREFIX + id + "_***";
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
