/** {@code POST /v1/context}: the request, the answer, and the interface of what makes one of the other. */
@NullMarked
package dev.statewave.context.bundle;

import org.jspecify.annotations.NullMarked;
