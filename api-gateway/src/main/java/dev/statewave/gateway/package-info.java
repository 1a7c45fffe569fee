/** The edge: the one deployable that clients talk to. */
@NullMarked
package dev.statewave.gateway;

import org.jspecify.annotations.NullMarked;
