/** What every deployable is started with. */
@NullMarked
package dev.statewave.platform.deployable;

import org.jspecify.annotations.NullMarked;
