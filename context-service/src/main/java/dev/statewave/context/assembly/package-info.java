/** Contexts by the default ranking: retrieval, ranking and packing put together. */
@NullMarked
package dev.statewave.context.assembly;

import org.jspecify.annotations.NullMarked;
