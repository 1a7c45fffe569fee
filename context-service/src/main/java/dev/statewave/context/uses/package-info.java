/** Which memories are used, for rules of retention that count from the last use. */
@NullMarked
package dev.statewave.context.uses;

import org.jspecify.annotations.NullMarked;
