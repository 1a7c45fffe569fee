/** The text of a context: its sections and lines. */
@NullMarked
package dev.statewave.context.layout;

import org.jspecify.annotations.NullMarked;
