/** The default ranking of passages, and what the packing asks of a passage. */
@NullMarked
package dev.statewave.context.ranking;

import org.jspecify.annotations.NullMarked;
