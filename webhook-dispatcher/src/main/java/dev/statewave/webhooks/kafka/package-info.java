/** The Kafka producer and the listener containers that all features share. */
@NullMarked
package dev.statewave.webhooks.kafka;

import org.jspecify.annotations.NullMarked;
