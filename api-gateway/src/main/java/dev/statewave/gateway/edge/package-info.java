/** What every request passes: filters for keys, limits and sizes, and the answers to failures. */
@NullMarked
package dev.statewave.gateway.edge;

import org.jspecify.annotations.NullMarked;
