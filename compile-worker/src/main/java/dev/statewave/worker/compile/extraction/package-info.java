/** Reads episodes and makes memories of them, by patterns or by a chat model. */
@NullMarked
package dev.statewave.worker.compile.extraction;

import org.jspecify.annotations.NullMarked;
