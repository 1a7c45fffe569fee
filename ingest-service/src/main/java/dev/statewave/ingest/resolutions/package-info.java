/** How sessions ended. */
@NullMarked
package dev.statewave.ingest.resolutions;

import org.jspecify.annotations.NullMarked;
