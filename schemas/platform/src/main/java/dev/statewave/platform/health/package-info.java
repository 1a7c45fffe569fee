/** Health, readiness and version endpoints. */
@NullMarked
package dev.statewave.platform.health;

import org.jspecify.annotations.NullMarked;
