package dev.statewave.gateway.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key permits. No scope includes another. */
public enum Scope {

    /** Every read of memory. */
    READ,
    /** Everything that changes memory or calls a paid model. */
    WRITE,
    /** Administration of keys and of the installation. */
    ADMIN;

    /** The names of all scopes. */
    static final Set<String> NAMES = Arrays.stream(values()).map(Scope::text).collect(Collectors.toUnmodifiableSet());

    /** The name in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
