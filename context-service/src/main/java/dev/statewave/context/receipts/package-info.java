/** Receipts: whether one is written, what it says, and its way to Kafka. */
@NullMarked
package dev.statewave.context.receipts;

import org.jspecify.annotations.NullMarked;
