/** The tables of memories, episodes, resolutions and large subjects as readers see them. */
@NullMarked
package dev.statewave.context.store;

import org.jspecify.annotations.NullMarked;
