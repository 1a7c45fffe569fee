/** Sensitivity labels of memories. */
@NullMarked
package dev.statewave.ingest.labels;

import org.jspecify.annotations.NullMarked;
