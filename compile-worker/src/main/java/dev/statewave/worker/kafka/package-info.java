/** How the roles of this process read from Kafka, and what they do with records that fail. */
@NullMarked
package dev.statewave.worker.kafka;

import org.jspecify.annotations.NullMarked;
