/** The command evaluate: how much evidence the contexts hold. */
@NullMarked
package dev.statewave.harness.evaluation;

import org.jspecify.annotations.NullMarked;
