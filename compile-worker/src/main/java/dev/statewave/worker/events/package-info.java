/** Events that are published with the transaction that causes them. */
@NullMarked
package dev.statewave.worker.events;

import org.jspecify.annotations.NullMarked;
