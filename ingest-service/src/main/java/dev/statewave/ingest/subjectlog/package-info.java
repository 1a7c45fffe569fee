/** Appending to the subject log, and waiting until PostgreSQL has it. */
@NullMarked
package dev.statewave.ingest.subjectlog;

import org.jspecify.annotations.NullMarked;
