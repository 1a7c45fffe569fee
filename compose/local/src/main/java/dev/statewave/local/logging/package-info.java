/** Log lines of everything that shares a process. */
@NullMarked
package dev.statewave.local.logging;

import org.jspecify.annotations.NullMarked;
