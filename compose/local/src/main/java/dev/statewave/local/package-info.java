/** The commands that run the system on one machine. */
@NullMarked
package dev.statewave.local;

import org.jspecify.annotations.NullMarked;
