/** Turns episodes that outside producers send on Kafka into records of the subject log. */
@NullMarked
package dev.statewave.ingest.normalizer;

import org.jspecify.annotations.NullMarked;
