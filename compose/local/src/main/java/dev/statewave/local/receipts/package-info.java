/** Verifies receipts that were exported, without a server. */
@NullMarked
package dev.statewave.local.receipts;

import org.jspecify.annotations.NullMarked;
