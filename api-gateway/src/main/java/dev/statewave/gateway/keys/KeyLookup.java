package dev.statewave.gateway.keys;

import reactor.core.publisher.Mono;

/** Where issued keys are found. */
interface KeyLookup {

    /** Empty where nobody issued it; an error where that cannot be said now. */
    Mono<ApiKey> find(String id);
}
