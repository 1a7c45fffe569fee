/** Finds the memories and episodes of a subject that a context may be made of. */
@NullMarked
package dev.statewave.context.retrieval;

import org.jspecify.annotations.NullMarked;
