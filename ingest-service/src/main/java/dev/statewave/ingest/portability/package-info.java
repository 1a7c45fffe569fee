/** Imports of subjects. */
@NullMarked
package dev.statewave.ingest.portability;

import org.jspecify.annotations.NullMarked;
