/** Webhook endpoints, their deliveries and attempts, as they are read. */
@NullMarked
package dev.statewave.context.webhooks;

import org.jspecify.annotations.NullMarked;
