/** Takes data over from other servers and other memory systems, and writes it out to files. */
@NullMarked
package dev.statewave.local.move;

import org.jspecify.annotations.NullMarked;
