/** The role {@code compiler}: executes compile commands and keeps the state of their jobs. */
@NullMarked
package dev.statewave.worker.compile.jobs;

import org.jspecify.annotations.NullMarked;
