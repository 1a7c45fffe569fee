/** Rules of how long memories are kept. */
@NullMarked
package dev.statewave.ingest.retention;

import org.jspecify.annotations.NullMarked;
