/** Moves the subjects of one server of the v1 API to another one. */
@NullMarked
package dev.statewave.local.move;

import org.jspecify.annotations.NullMarked;
