/** The role {@code embedder}: gives memories their vectors. */
@NullMarked
package dev.statewave.worker.embed;

import org.jspecify.annotations.NullMarked;
