/** The database as the roles see it. */
@NullMarked
package dev.statewave.worker.store;

import org.jspecify.annotations.NullMarked;
