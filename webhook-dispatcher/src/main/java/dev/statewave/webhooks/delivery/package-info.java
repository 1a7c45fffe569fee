/** Delivery attempts, retries and their record in the database. */
@NullMarked
package dev.statewave.webhooks.delivery;

import org.jspecify.annotations.NullMarked;
