/** The JSON dialect of the system. */
@NullMarked
package dev.statewave.contract.json;

import org.jspecify.annotations.NullMarked;
