package dev.statewave.context.receipts.signing;

import dev.statewave.contract.json.Json;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The keys that this process has. A key that signs no more still verifies, for as long as it is named here. */
public final class SigningKeys {

    private static final int LONGEST_ID = 256;

    private final Map<String, SigningKey> keys;

    private SigningKeys(Map<String, SigningKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * @param json an object of ids and keys; empty for none. A key is the base64 of a secret for HMAC-SHA256, or
     *     {@code {"algorithm": "ed25519", "private": …}} with the base64 of a private key in PKCS #8
     * @throws IllegalArgumentException where it is not; its message repeats no secret
     */
    public static SigningKeys parse(String json) {
        if (json.isBlank()) {
            return new SigningKeys(Map.of());
        }
        JsonNode named;
        try {
            named = Json.tree(json);
        } catch (JacksonException e) {
            // Without the cause: its message may quote what stands there.
            throw new IllegalArgumentException("not JSON");
        }
        if (!named.isObject()) {
            throw new IllegalArgumentException("not a JSON object");
        }
        var keys = new LinkedHashMap<String, SigningKey>();
        named.properties().forEach(entry -> keys.put(entry.getKey(), key(entry.getKey(), entry.getValue())));
        return new SigningKeys(keys);
    }

    private static SigningKey key(String id, JsonNode named) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("the id of a key has 1 to 256 characters");
        }
        if (named.isObject()) {
            if (!named.path("algorithm").asString("").equals("ed25519")) {
                throw new IllegalArgumentException("the key %s has no algorithm that is known".formatted(id));
            }
            return new Ed25519Key(id, decoded(id, named.path("private")));
        }
        return new HmacKey(id, decoded(id, named));
    }

    private static byte[] decoded(String id, JsonNode base64) {
        if (!base64.isString()) {
            throw new IllegalArgumentException("the key %s is no text".formatted(id));
        }
        try {
            return Base64.getDecoder().decode(base64.stringValue().strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key %s is no base64".formatted(id));
        }
    }

    /** The key, where there is exactly one. */
    public Optional<SigningKey> only() {
        return keys.size() == 1 ? keys.values().stream().findAny() : Optional.empty();
    }

    public Optional<SigningKey> find(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(keys.get(id));
    }
}
