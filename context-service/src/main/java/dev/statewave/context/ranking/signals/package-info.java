/** The signals that the default ranking adds up. */
@NullMarked
package dev.statewave.context.ranking.signals;

import org.jspecify.annotations.NullMarked;
