/** Kafka as all roles of this process use it. */
@NullMarked
package dev.statewave.worker.kafka;

import org.jspecify.annotations.NullMarked;
