/** What each operation costs, process by process, and how well the calculator foretells it. */
@NullMarked
package dev.statewave.harness.capacity;

import org.jspecify.annotations.NullMarked;
