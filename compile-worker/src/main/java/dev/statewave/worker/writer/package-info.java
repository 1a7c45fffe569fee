/** The role {@code writer}: applies the subject log to the database. */
@NullMarked
package dev.statewave.worker.writer;

import org.jspecify.annotations.NullMarked;
