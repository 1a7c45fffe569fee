/** Circuit breakers, set the same way wherever one stands before another part of the system. */
@NullMarked
package dev.statewave.platform.resilience;

import org.jspecify.annotations.NullMarked;
