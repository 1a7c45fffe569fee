package dev.statewave.worker.compile.claims;

import dev.statewave.contract.json.Json;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a profile fact says, in a form that can be compared: this key has this value for this somebody, or has it no
 * longer.
 *
 * @param value as {@link ClaimWords#normal} writes it
 * @param scope whose it is: {@link #USER}, a name, or either with the thing that a favorite is one of
 * @param negated whether it says that the value holds no longer
 * @param change whether it says that it was otherwise before: "I prefer aisle seats now"
 * @param source {@link #TEXT} or {@link #MODEL}
 */
public record Claim(ClaimKey key, String value, String scope, boolean negated, boolean change, String source) {

    /** The one whose memory it is. */
    public static final String USER = "user";
    /** Read from the words of the memory. */
    public static final String TEXT = "text";
    /** Told by the model that made the memory. */
    public static final String MODEL = "model";

    private static final int SCHEMA_VERSION = 1;

    /** A claim that does not speak of a change. */
    public Claim(ClaimKey key, String value, String scope, boolean negated, String source) {
        this(key, value, scope, negated, false, source);
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("schema_version", SCHEMA_VERSION)
                .put("key", key.code())
                .put("value", value)
                .put("scope", scope)
                .put("source", source);
        if (negated) {
            json.put("negated", true);
        }
        return change ? json.put("change", true) : json;
    }

    /** Empty where it is no claim, or one of a form that this version does not know. */
    public static Optional<Claim> of(JsonNode json) {
        if (json.path("schema_version").asInt(0) != SCHEMA_VERSION
                || !json.path("value").isString()
                || !json.path("scope").isString()) {
            return Optional.empty();
        }
        return ClaimKey.of(json.path("key").asString(""))
                .map(key -> new Claim(
                        key,
                        json.path("value").stringValue(),
                        json.path("scope").stringValue(),
                        json.path("negated").asBoolean(false),
                        json.path("change").asBoolean(false),
                        json.path("source").asString("")));
    }

    /** Whether an older claim cannot stand any longer beside this one. */
    public boolean retires(Claim older) {
        if (key != older.key || !scope.equals(older.scope)) {
            return false;
        }
        if (value.equals(older.value)) {
            return true;
        }
        if (negated || older.negated) {
            // Who left Acme is no manager at Acme either.
            return key.single() && negated && !older.negated && within(value, older.value);
        }
        if (change) {
            return alternatives(value, older.value);
        }
        // A newer one that says less of the same does not take the rest back.
        return key.single() && !within(value, older.value);
    }

    /** What two claims of one key and scope have in common where one may retire the other. */
    public String matter() {
        if (key.single()) {
            return "";
        }
        return key == ClaimKey.PREFERENCE ? value.substring(value.lastIndexOf(' ') + 1) : value;
    }

    // "aisle seats" and "window seats"; longer ones may be about different matters.
    private static boolean alternatives(String one, String other) {
        List<String> words = List.of(one.split(" "));
        List<String> others = List.of(other.split(" "));
        return words.size() == 2 && others.size() == 2 && words.getLast().equals(others.getLast());
    }

    private static boolean within(String part, String whole) {
        return whole.contains(part)
                && Collections.indexOfSubList(List.of(whole.split(" ")), List.of(part.split(" "))) >= 0;
    }
}
