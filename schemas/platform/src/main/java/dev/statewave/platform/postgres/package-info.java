/** Connections to PostgreSQL, transactions within a tenant scope, and the database schema. */
@NullMarked
package dev.statewave.platform.postgres;

import org.jspecify.annotations.NullMarked;
