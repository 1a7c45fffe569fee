/** The public events, for clients that cannot receive webhooks: page by page, or as a stream. */
@NullMarked
package dev.statewave.context.events;

import org.jspecify.annotations.NullMarked;
