package dev.statewave.gateway.keys;

import dev.statewave.contract.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import reactor.core.publisher.Mono;

/** Tells who holds a key. */
public final class Authentication {

    private static final ApiException INVALID = ApiException.of(403, "invalid_api_key", "Invalid API key.");

    private final byte[] single;
    private final boolean required;
    private final KeyLookup keys;
    private final Clock clock;

    /**
     * @param single the one key of the settings; empty for none
     * @param issued accept issued keys even where there is no single one
     */
    Authentication(String single, boolean issued, KeyLookup keys, Clock clock) {
        this.single = single.getBytes(StandardCharsets.UTF_8);
        this.required = issued || this.single.length > 0;
        this.keys = keys;
        this.clock = clock;
    }

    /** Without any key configured access is open. */
    public boolean required() {
        return required;
    }

    /** Never empty: an error where it is no key, or where that cannot be said now. */
    public Mono<Access> of(String given) {
        // Takes as long for a wrong first character as for a wrong last one, so that a key cannot be guessed by the
        // clock.
        if (single.length > 0 && MessageDigest.isEqual(single, given.getBytes(StandardCharsets.UTF_8))) {
            return Mono.just(Access.FULL);
        }
        ApiKeyToken key = ApiKeyToken.parse(given);
        if (key == null) {
            return Mono.error(INVALID);
        }
        return keys.find(key.id())
                .filter(issued -> issued.accepts(key.hash(), clock.instant()))
                .map(Access::of)
                .switchIfEmpty(Mono.error(INVALID));
    }
}
