/** Requests to compile or to rebuild the memories of a subject. */
@NullMarked
package dev.statewave.ingest.compile;

import org.jspecify.annotations.NullMarked;
