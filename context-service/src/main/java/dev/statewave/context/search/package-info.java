/** {@code GET /v1/memories/search}. */
@NullMarked
package dev.statewave.context.search;

import org.jspecify.annotations.NullMarked;
