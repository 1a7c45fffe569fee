/** Decides which memories newer ones supersede. */
@NullMarked
package dev.statewave.worker.compile.conflict;

import org.jspecify.annotations.NullMarked;
