/** Stores the receipts that the context-service issued. */
@NullMarked
package dev.statewave.worker.receipts;

import org.jspecify.annotations.NullMarked;
