/** Pauses and resumes the roles of processes. */
@NullMarked
package dev.statewave.ingest.roles;

import org.jspecify.annotations.NullMarked;
