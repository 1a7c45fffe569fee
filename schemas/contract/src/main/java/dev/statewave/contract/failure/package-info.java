/** How a failure says what is to happen to the record that caused it. */
@NullMarked
package dev.statewave.contract.failure;

import org.jspecify.annotations.NullMarked;
