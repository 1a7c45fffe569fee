/** Snapshots of subjects, and the clean-up of idle ones. */
@NullMarked
package dev.statewave.ingest.snapshots;

import org.jspecify.annotations.NullMarked;
