/** The health score of a subject. */
@NullMarked
package dev.statewave.context.health;

import org.jspecify.annotations.NullMarked;
