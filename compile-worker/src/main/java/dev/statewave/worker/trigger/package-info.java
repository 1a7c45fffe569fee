/** The role {@code trigger}: decides when a subject is due to be compiled. */
@NullMarked
package dev.statewave.worker.trigger;

import org.jspecify.annotations.NullMarked;
