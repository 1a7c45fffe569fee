package dev.statewave.gateway.keys;

import reactor.core.publisher.Mono;

/** Finds issued keys. */
interface KeyLookup {

    /** Empty if there is no such key; an error if that cannot be determined now. */
    Mono<ApiKey> find(String id);
}
