/** What the configuration of a tenant says of its contexts and receipts. */
@NullMarked
package dev.statewave.context.tenants;

import org.jspecify.annotations.NullMarked;
