/** A Kafka broker in this process. */
@NullMarked
package dev.statewave.local.kafka;

import org.jspecify.annotations.NullMarked;
