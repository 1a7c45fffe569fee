/** {@code POST /v1/receipts/{id}/replay}: what a receipt tells of, made again. */
@NullMarked
package dev.statewave.context.receipts.replay;

import org.jspecify.annotations.NullMarked;
