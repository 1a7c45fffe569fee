/** The inbox of dead letters and failed compile jobs: what could not be handled, why, and what is done with it. */
@NullMarked
package dev.statewave.ingest.deadletters;

import org.jspecify.annotations.NullMarked;
