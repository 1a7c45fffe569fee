/** Settings that operators store, for all or for one tenant. */
@NullMarked
package dev.statewave.ingest.settings;

import org.jspecify.annotations.NullMarked;
