/** {@code POST /v1/handoff}: the brief for whoever takes over a session. */
@NullMarked
package dev.statewave.context.handoff;

import org.jspecify.annotations.NullMarked;
