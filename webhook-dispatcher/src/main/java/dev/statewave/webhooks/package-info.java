/** The deployable that publishes events and delivers them to webhooks. */
@NullMarked
package dev.statewave.webhooks;

import org.jspecify.annotations.NullMarked;
