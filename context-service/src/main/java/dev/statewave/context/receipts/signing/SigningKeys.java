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
     * @param json an object of ids and secrets in base64; empty for none
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

    private static SigningKey key(String id, JsonNode secret) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("the id of a key has 1 to 256 characters");
        }
        if (!secret.isString()) {
            throw new IllegalArgumentException("the key %s is no text".formatted(id));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.stringValue().strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the key %s is no base64".formatted(id));
        }
        if (bytes.length < SigningKey.SHORTEST) {
            throw new IllegalArgumentException(
                    "the key %s has %d bytes and needs %d".formatted(id, bytes.length, SigningKey.SHORTEST));
        }
        return new SigningKey(id, bytes);
    }

    public Optional<SigningKey> find(@Nullable String id) {
        return id == null ? Optional.empty() : Optional.ofNullable(keys.get(id));
    }
}
