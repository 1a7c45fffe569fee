/** The read side of the API: contexts, searches, timelines and views of a subject. */
@NullMarked
package dev.statewave.context;

import org.jspecify.annotations.NullMarked;
