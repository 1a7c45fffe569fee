/** The words by which memories are found, and how they are brought up to date. */
@NullMarked
package dev.statewave.worker.words;

import org.jspecify.annotations.NullMarked;
