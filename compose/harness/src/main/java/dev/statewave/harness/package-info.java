/** The commands that measure a system. */
@NullMarked
package dev.statewave.harness;

import org.jspecify.annotations.NullMarked;
