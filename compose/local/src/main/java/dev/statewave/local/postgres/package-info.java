/** A private PostgreSQL cluster. */
@NullMarked
package dev.statewave.local.postgres;

import org.jspecify.annotations.NullMarked;
