/** What the text of an answer was made of, to the character, without the texts themselves. */
@NullMarked
package dev.statewave.context.receipts.recipe;

import org.jspecify.annotations.NullMarked;
