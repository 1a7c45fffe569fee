/** The command load: a system filled with many subjects. */
@NullMarked
package dev.statewave.harness.load;

import org.jspecify.annotations.NullMarked;
