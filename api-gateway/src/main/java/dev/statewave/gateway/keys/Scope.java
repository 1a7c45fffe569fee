package dev.statewave.gateway.keys;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a key is good for. None of them includes another. */
public enum Scope {

    /** Every question about memory. */
    READ,
    /** Everything that changes memory or costs money. */
    WRITE,
    /** Keys, and the operation of the installation. */
    ADMIN;

    /** The names of all. */
    static final Set<String> NAMES = Arrays.stream(values()).map(Scope::text).collect(Collectors.toUnmodifiableSet());

    /** As it stands in JSON and in the database. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Scope of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
