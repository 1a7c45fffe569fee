/** Deliveries to the endpoints that tenants have registered. */
@NullMarked
package dev.statewave.webhooks.endpoints;

import org.jspecify.annotations.NullMarked;
