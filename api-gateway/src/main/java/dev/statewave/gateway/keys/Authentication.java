package dev.statewave.gateway.keys;

import dev.statewave.contract.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import reactor.core.publisher.Mono;

/** Checks keys: the configured one and issued ones. */
public final class Authentication {

    private static final ApiException INVALID = ApiException.of(403, "invalid_api_key", "Invalid API key.");

    private final byte[] single;
    private final boolean required;
    private final KeyLookup keys;
    private final Clock clock;

    /**
     * @param single the configured key; empty for none
     * @param issued accept issued keys even if no key is configured
     */
    Authentication(String single, boolean issued, KeyLookup keys, Clock clock) {
        this.single = single.getBytes(StandardCharsets.UTF_8);
        this.required = issued || this.single.length > 0;
        this.keys = keys;
        this.clock = clock;
    }

    /** False if no kind of key is configured; access is open then. */
    public boolean required() {
        return required;
    }

    /** Never empty: an error if the key is invalid, or if that cannot be determined now. */
    public Mono<Access> of(String given) {
        // Compares in constant time, so that the key cannot be found out by timing.
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
