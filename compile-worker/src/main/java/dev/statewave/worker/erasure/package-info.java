/** Carries erasures on to the topics of Kafka and the files of the database. */
@NullMarked
package dev.statewave.worker.erasure;

import org.jspecify.annotations.NullMarked;
