/** Pauses of single tenants: their records are taken out of Kafka, and sent again when the pause has ended. */
@NullMarked
package dev.statewave.platform.pauses;

import org.jspecify.annotations.NullMarked;
