/** Vectors of questions: the models, the caches, and which model serves a subject. */
@NullMarked
package dev.statewave.context.embedding;

import org.jspecify.annotations.NullMarked;
