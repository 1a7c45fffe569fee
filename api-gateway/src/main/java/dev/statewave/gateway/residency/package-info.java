/** Which tenants this installation serves: those that are pinned to its region, or to none. */
@NullMarked
package dev.statewave.gateway.residency;

import org.jspecify.annotations.NullMarked;
