/** Deletion of subjects. */
@NullMarked
package dev.statewave.ingest.subjects;

import org.jspecify.annotations.NullMarked;
