/** Reading all that a subject has, for exports and copies. */
@NullMarked
package dev.statewave.platform.portability;

import org.jspecify.annotations.NullMarked;
