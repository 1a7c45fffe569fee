/** {@code GET /v1/receipts} and {@code GET /admin/receipts}: stored receipts, and whether their signatures hold. */
@NullMarked
package dev.statewave.context.receipts.read;

import org.jspecify.annotations.NullMarked;
