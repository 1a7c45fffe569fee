/** Words and sentences of any language. */
@NullMarked
package dev.statewave.models.language;

import org.jspecify.annotations.NullMarked;
