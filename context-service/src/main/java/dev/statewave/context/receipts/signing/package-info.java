/** The canonical form of a receipt, and signatures of it. */
@NullMarked
package dev.statewave.context.receipts.signing;

import org.jspecify.annotations.NullMarked;
