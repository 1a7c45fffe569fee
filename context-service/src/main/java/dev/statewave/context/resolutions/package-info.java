/** {@code GET /v1/resolutions}. */
@NullMarked
package dev.statewave.context.resolutions;

import org.jspecify.annotations.NullMarked;
