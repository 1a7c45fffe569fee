/** Removes what is kept for a limited time. */
@NullMarked
package dev.statewave.worker.retention;

import org.jspecify.annotations.NullMarked;
