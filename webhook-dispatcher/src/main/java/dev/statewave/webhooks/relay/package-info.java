/** From the write-ahead log of PostgreSQL to the public topic of events. */
@NullMarked
package dev.statewave.webhooks.relay;

import org.jspecify.annotations.NullMarked;
