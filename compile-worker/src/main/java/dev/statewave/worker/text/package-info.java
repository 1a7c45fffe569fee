/** Reads texts of any length and form in linear time. */
@NullMarked
package dev.statewave.worker.text;

import org.jspecify.annotations.NullMarked;
