/** Contexts whose beginning stays the same from call to call. */
@NullMarked
package dev.statewave.context.stable;

import org.jspecify.annotations.NullMarked;
