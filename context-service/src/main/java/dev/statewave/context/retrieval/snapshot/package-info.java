/** What a subject has, read once and kept for as long as it does not change. */
@NullMarked
package dev.statewave.context.retrieval.snapshot;

import org.jspecify.annotations.NullMarked;
