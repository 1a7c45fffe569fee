/** Tenants and their configuration. */
@NullMarked
package dev.statewave.context.admin.tenants;

import org.jspecify.annotations.NullMarked;
