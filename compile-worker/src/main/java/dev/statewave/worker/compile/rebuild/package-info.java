/** Derives all memories of a subject anew. */
@NullMarked
package dev.statewave.worker.compile.rebuild;

import org.jspecify.annotations.NullMarked;
