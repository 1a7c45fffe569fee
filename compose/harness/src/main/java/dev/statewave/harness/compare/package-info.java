/** The same work done by two servers of the v1 API, in turns. */
@NullMarked
package dev.statewave.harness.compare;

import org.jspecify.annotations.NullMarked;
