/** The calculator of sizes on the command line. */
@NullMarked
package dev.statewave.local.sizing;

import org.jspecify.annotations.NullMarked;
