/** Embedders: text to vector, in the process. */
@NullMarked
package dev.statewave.models.embedding;

import org.jspecify.annotations.NullMarked;
