/** Labels that are suggested for memories. */
@NullMarked
package dev.statewave.worker.compile.labels;

import org.jspecify.annotations.NullMarked;
