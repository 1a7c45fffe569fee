/** The text of an episode. */
@NullMarked
package dev.statewave.contract.text;

import org.jspecify.annotations.NullMarked;
