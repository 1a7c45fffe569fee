/** Which upstream answers which path, and what happens while it does not answer. */
@NullMarked
package dev.statewave.gateway.routing;

import org.jspecify.annotations.NullMarked;
