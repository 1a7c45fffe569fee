/** What was erased, as a signed certificate. */
@NullMarked
package dev.statewave.context.erasures;

import org.jspecify.annotations.NullMarked;
