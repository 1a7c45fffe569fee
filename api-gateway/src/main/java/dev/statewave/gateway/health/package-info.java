/** Readiness of the whole system, as the edge reports it. */
@NullMarked
package dev.statewave.gateway.health;

import org.jspecify.annotations.NullMarked;
