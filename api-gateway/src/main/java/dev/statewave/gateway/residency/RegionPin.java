package dev.statewave.gateway.residency;

import org.jspecify.annotations.Nullable;

/**
 * The region that a tenant is pinned to.
 *
 * @param pinned false where it is pinned to none
 * @param region null where it is not pinned, or where what is stored is no text
 */
record RegionPin(boolean pinned, @Nullable String region) {

    static final RegionPin NONE = new RegionPin(false, null);

    /** A pin that is no text fits no region: whoever wrote it meant to keep somebody out. */
    boolean allows(String served) {
        return !pinned || served.equals(region);
    }
}
