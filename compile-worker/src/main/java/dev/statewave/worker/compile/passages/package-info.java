/** Passages: the parts of long texts, by which all of an episode can be found. */
@NullMarked
package dev.statewave.worker.compile.passages;

import org.jspecify.annotations.NullMarked;
