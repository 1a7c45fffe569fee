/** Connections of the ingest service to PostgreSQL. */
@NullMarked
package dev.statewave.ingest.store;

import org.jspecify.annotations.NullMarked;
