/** From public events to deliveries. */
@NullMarked
package dev.statewave.webhooks.fanout;

import org.jspecify.annotations.NullMarked;
