/** One attempt over HTTP: signatures, addresses that may be connected to, and how an answer is taken. */
@NullMarked
package dev.statewave.webhooks.sending;

import org.jspecify.annotations.NullMarked;
