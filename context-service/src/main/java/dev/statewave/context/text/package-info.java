/** Words, names and tokens of texts. */
@NullMarked
package dev.statewave.context.text;

import org.jspecify.annotations.NullMarked;
