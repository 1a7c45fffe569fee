/** What is no candidate for a context any more, and why. */
@NullMarked
package dev.statewave.context.explain;

import org.jspecify.annotations.NullMarked;
