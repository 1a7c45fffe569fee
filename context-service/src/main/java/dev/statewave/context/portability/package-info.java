/** Exports of subjects. */
@NullMarked
package dev.statewave.context.portability;

import org.jspecify.annotations.NullMarked;
