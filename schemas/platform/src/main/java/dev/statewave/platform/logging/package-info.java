/** How log lines are written, and what they are about. */
@NullMarked
package dev.statewave.platform.logging;

import org.jspecify.annotations.NullMarked;
