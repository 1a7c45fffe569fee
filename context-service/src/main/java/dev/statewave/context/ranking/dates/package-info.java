/** Reads the dates of a question, both those that it names and those that depend on the day of asking. */
@NullMarked
package dev.statewave.context.ranking.dates;

import org.jspecify.annotations.NullMarked;
