/** How calls are made and timed, whatever is measured. */
@NullMarked
package dev.statewave.harness.measure;

import org.jspecify.annotations.NullMarked;
