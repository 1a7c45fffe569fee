/** The configuration of tenants. */
@NullMarked
package dev.statewave.ingest.tenants;

import org.jspecify.annotations.NullMarked;
