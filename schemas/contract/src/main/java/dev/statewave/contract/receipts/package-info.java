/** Receipts on their way from the service that answered to the worker that stores them. */
@NullMarked
package dev.statewave.contract.receipts;

import org.jspecify.annotations.NullMarked;
