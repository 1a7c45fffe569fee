/** Who did what by way of {@code /admin}. */
@NullMarked
package dev.statewave.contract.audit;

import org.jspecify.annotations.NullMarked;
