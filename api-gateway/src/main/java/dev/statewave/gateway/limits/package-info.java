/** Rate limits by address, API key and tenant. */
@NullMarked
package dev.statewave.gateway.limits;

import org.jspecify.annotations.NullMarked;
