package dev.statewave.gateway.residency;

import reactor.core.publisher.Mono;

/** Finds the region that a tenant is pinned to. */
interface RegionLookup {

    /** Never empty; an error if it cannot be determined now. */
    Mono<RegionPin> find(String tenant);
}
