/** Contexts by the formula of the v1 contract. */
@NullMarked
package dev.statewave.context.ranking.v1;

import org.jspecify.annotations.NullMarked;
