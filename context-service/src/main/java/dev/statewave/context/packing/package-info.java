/** Fills a context with ranked passages up to its budget of tokens. */
@NullMarked
package dev.statewave.context.packing;

import org.jspecify.annotations.NullMarked;
