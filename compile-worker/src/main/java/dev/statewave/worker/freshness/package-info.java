/** How soon what was recorded can be used. */
@NullMarked
package dev.statewave.worker.freshness;

import org.jspecify.annotations.NullMarked;
