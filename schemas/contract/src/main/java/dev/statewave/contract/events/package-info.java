/** Events that leave the system. */
@NullMarked
package dev.statewave.contract.events;

import org.jspecify.annotations.NullMarked;
