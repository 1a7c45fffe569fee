/** {@code GET /v1/timeline}. */
@NullMarked
package dev.statewave.context.timeline;

import org.jspecify.annotations.NullMarked;
