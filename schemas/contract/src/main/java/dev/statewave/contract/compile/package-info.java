/** Compile commands and their results. */
@NullMarked
package dev.statewave.contract.compile;

import org.jspecify.annotations.NullMarked;
