/** Gives episodes that the model failed on to it again. */
@NullMarked
package dev.statewave.worker.compile.fallback;

import org.jspecify.annotations.NullMarked;
