/** Kafka as every deployable uses it: topics, the record loop, streams, tails, lag, and the door to the subject log. */
@NullMarked
package dev.statewave.platform.kafka;

import org.jspecify.annotations.NullMarked;
