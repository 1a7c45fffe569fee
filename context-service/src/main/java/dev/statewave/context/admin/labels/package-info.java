/** Memories whose labels wait for a review. */
@NullMarked
package dev.statewave.context.admin.labels;

import org.jspecify.annotations.NullMarked;
