/** Pauses and resumes the work for single tenants. */
@NullMarked
package dev.statewave.ingest.pauses;

import org.jspecify.annotations.NullMarked;
